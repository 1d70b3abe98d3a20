### Everything that a person reads, in English. Guide to the syntax: https://projectfluent.org/fluent/guide/
###
### Numbers: { $count } is written with thousands separators; { PERCENT($fraction) } as "97%", and as "100%" only when it is
### exactly 1; { FINE_PERCENT($fraction) } as "0.3%"; { SHORT($value) } with two significant digits.
### Ids begin with the part of the page that uses them. A test compares them with the code, and the languages with each other.

## The door: www/index.html

page-title = Tab Trainer: teach this browser tab to see
page-description =
    .content = Show your webcam a few things, train a neural network on them in seconds, and watch it name what it sees. Nothing leaves your device.
page-tagline = Show it two things, train it for a few seconds, and it tells them apart.
page-no-script = Tab Trainer trains a neural network in this page and needs JavaScript for that. Please switch JavaScript on for this page and reload it.
page-privacy = Everything happens in this tab. No picture leaves your device.

## Shared

cancel = Cancel
undo = Undo
pictures =
    { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    }

## 1 Camera

camera-title = Camera
camera-hint = Start your camera. No camera at hand? The practice camera draws scenes to learn from.
camera-waiting = Waiting for the camera. Your browser may ask for your permission.
camera-start = Start camera
camera-practice = Use practice camera
# On both buttons while their camera is on; the labels are for those who cannot see which button it is.
camera-off = Switch off
camera-off-label = Switch off camera
camera-practice-off-label = Switch off practice camera
camera-preview = Camera preview
camera-practice-preview = Practice camera preview
camera-choice = Camera
camera-number = Camera { $number }
camera-is-on = The camera is on.
camera-is-off = The camera is off.
camera-practice-is-on = The practice camera is on. Choose a scene, then record it.
camera-practice-is-off = The practice camera is off.

camera-denied = This page is not allowed to use the camera. Click the camera or settings icon beside the address, allow the camera, and press “Start camera” again. Or use the practice camera.
camera-denied-by-system = Your operating system does not let this browser use the camera. Allow it in the system's privacy settings and press “Start camera” again. Or use the practice camera.
camera-missing = No camera was found. Plug one in and press “Start camera” again. Or use the practice camera, which needs none.
camera-busy = The camera could not be started; another program or tab may be using it. Close that one and press “Start camera” again.
camera-failed = The camera could not be started. Press “Start camera” to try again, or use the practice camera.
# $reason: the browser's own words, in its own language.
camera-failed-because = The camera could not be started ({ $reason }). Press “Start camera” to try again, or use the practice camera.
camera-insecure = Browsers allow the camera on secure pages only, and this page was opened over plain http. Open it with https:// or from localhost, or use the practice camera.
camera-unsupported = This browser does not give web pages access to a camera. Use the practice camera instead.
camera-no-canvas = This browser does not let the page draw pictures, so it cannot read any.
camera-lost = The camera was unplugged or switched off. Your pictures are kept. Reconnect the camera and press “Start camera”, or use the practice camera.
camera-lost-recording = The camera was unplugged or switched off, and the recording ended. Your pictures are kept. Reconnect the camera and press “Start camera”, or use the practice camera.

scene-choice = Practice scene
scene-face = Face
scene-background = Background
scene-cup = Cup
scene-plant = Plant

## 2 Collect: classes and their pictures

collect-title = Collect
collect-hint = Hold “Record” while the camera sees an example of the class. Move it, turn it, change the light: several short recordings teach more than one long one.

class-face = Face
class-background = Background
class-free-name = Class { $number }
class-name = Class name
class-name-missing = A class needs a name.
class-name-long = A class name can have at most { $limit } characters.
class-name-taken = There is already a class “{ $name }”. Choose another name.
class-name-kept = It is still called “{ $name }”.
class-add = Add class
class-added = “{ $name }” added. Type a name for it.
class-gone = This class has been removed.
class-empty = No pictures yet.
class-empty-drop = You can also drop images here.
class-remove = Remove class
class-remove-title = Remove “{ $name }”?
class-remove-text =
    { $count ->
        [one] The class and its picture will be deleted.
       *[other] The class and its { $count } pictures will be deleted.
    }
class-removed = “{ $name }” was removed.
class-restored = “{ $name }” is back.
class-clear = Delete all pictures
class-clear-title = Delete all pictures of “{ $name }”?
class-clear-text =
    { $count ->
        [one] One picture will be deleted. The class stays.
       *[other] { $count } pictures will be deleted. The class stays.
    }
class-clear-yes = Delete pictures
class-cleared = All pictures of “{ $name }” were deleted.

picture-delete = Delete picture { $number } of { $name }
picture-deleted = Picture deleted from “{ $name }”.
picture-restored = The picture is back.
# A small button behind the thumbnails that are shown.
picture-more = +{ $count }
picture-show-all = Show all { $count }
picture-show-fewer = Show fewer

record = Record
# In the camera preview.
record-counter = { $name } { $count }
record-no-camera = Start the camera first, or use the practice camera.
record-no-frame = The camera has not sent a picture yet. Try again in a moment.
record-added =
    { $count ->
        [one] One picture added to “{ $name }”. Hold “Record” to take more.
       *[other] { $count } pictures added to “{ $name }”.
    }

upload = Upload images
upload-files = Images
upload-busy = The previous images are still being read. Wait a moment and drop these again.
upload-progress = Reading image { $number } of { $count } …
upload-added =
    { $count ->
        [0] Nothing added to “{ $name }”.
        [one] { $count } picture added to “{ $name }”.
       *[other] { $count } pictures added to “{ $name }”.
    }
upload-skipped =
    { $count ->
        [one] { $count } file was skipped.
       *[other] { $count } files were skipped.
    }
upload-more-problems = And { $count } more could not be used.
upload-only-files = Only image files can be dropped here. Save the image first, then drop the file.
upload-empty = “{ $file }” is empty.
upload-no-image = “{ $file }” is not an image that this browser can open.
upload-large = “{ $file }” is too large: { $width } × { $height } pixels are { $megapixels } megapixels. Make it smaller than { $limit } megapixels and upload it again.
upload-damaged = “{ $file }” is damaged: the browser cannot read all of it.

## Storage

storage-other-tab = Tab Trainer is also open in another tab. What you record here is not kept when you close this one.
storage-newer = What is stored on this device was written by a newer version of this page. Reload the page to get that version. Until then, nothing is kept when you close this tab.
storage-full = The browser's storage is full. Everything still works, but new pictures are not kept when you close this tab. Delete some pictures to make room.
storage-unavailable = This browser does not let the page store pictures; perhaps the window is private. Everything works, but nothing is kept when you close this tab.

welcome-pictures =
    { $count ->
        [one] Welcome back. Your picture is still here.
       *[other] Welcome back. Your { $count } pictures are still here.
    }
welcome-pictures-network =
    { $count ->
        [one] Welcome back. Your picture and the trained network are still here.
       *[other] Welcome back. Your { $count } pictures and the trained network are still here.
    }
welcome-network = Welcome back. The network that you trained is still here; its pictures are not.

delete-everything = Delete everything
delete-title = Delete everything?
delete-text = All pictures, all classes and the trained network will be deleted from this device.
delete-done = Everything was deleted. Nothing is left on this device.
delete-done-here = Everything in this tab was deleted.
delete-other-tab = Deleted in this tab only. What is stored on this device belongs to the other tab with Tab Trainer: press “Delete everything” there.
delete-unreachable = Deleted in this tab. The browser's storage cannot be reached: if an earlier visit left something on this device, delete this site's data in the browser's settings.
delete-failed = Deleted in this tab, but the browser could not empty its storage. Delete this site's data in the browser's settings.
