## The page on a phone: its address

phone-title = Show on a phone
phone-code = QR code of the address
phone-address = Address
phone-copy = Copy
phone-copied = Copied.
phone-share = Share
phone-done = Done
phone-empty = On the phone the page begins empty: pictures and networks stay on this device.
phone-this-device = No phone can open this address: “localhost” is always the device itself. Open the page from a web host, and its address appears here for the phones. Whoever started it on this computer can also start it with “cargo xtask serve --lan”: then phones in the same network can open it.
phone-no-camera = The address begins with http://, and browsers allow the camera only on https pages. On the phone you could upload images, but not record.
