# The page that a trained network is exported as: a single file, opened from a disk, without a connection.

player-hint = Start the camera, or drop or paste a picture here.
player-starting = Starting …
player-camera = Start camera
player-camera-off = Turn off camera
player-choose = Choose a picture
player-stored = Pictures to try
player-stored-picture = Picture { $number }
player-right = Self-test passed: { $right } of { $total } stored pictures give the same answer as when this page was saved.
player-wrong = Self-test failed: only { $right } of { $total } stored pictures give the same answer as when this page was saved. Do not rely on its answers here; try another browser.
player-private = Nothing leaves this device: this page has no access to the internet, and needs none.
player-unreadable = “{ $file }” could not be read as a picture. JPEG and PNG work everywhere.
player-damaged = This file is damaged: what is in it cannot be read. Save it again, or copy it again.
player-old-browser = This browser is too old for this page: it needs WebAssembly with SIMD, and DecompressionStream. Chrome and Edge have both since 2021, Firefox and Safari since 2023.

# In place of what the page says when a camera does not start.
player-camera-denied = This page is not allowed to use the camera. Allow it beside the address and press “Start camera” again, or choose a picture.
player-camera-denied-by-system = Your operating system does not let this browser use the camera. Allow it in the system's privacy settings and press “Start camera” again, or choose a picture.
player-camera-missing = No camera was found. Plug one in and press “Start camera” again, or choose a picture.
player-camera-busy = The camera could not be started; another program or tab may be using it. Close that one and press “Start camera” again, or choose a picture.
player-camera-failed = The camera could not be started. Press “Start camera” to try again, or choose a picture.
player-camera-failed-because = The camera could not be started ({ $reason }). Press “Start camera” to try again, or choose a picture.
player-camera-insecure = This browser does not give the camera to pages that are opened from a disk. Choose a picture instead, or try another browser.
player-camera-unsupported = This browser does not give the camera to pages that are opened from a disk. Choose a picture instead, or try another browser.
player-camera-lost = The camera was unplugged or switched off. Reconnect it and press “Start camera” again, or choose a picture.
