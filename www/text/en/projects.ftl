### The sheet with the projects; see page.ftl.

projects-title = Projects
projects-done = Done
projects-about = Each project has its own classes, pictures, network and settings.
projects-where = They are saved in this browser only.
projects-where-size = They are saved in this browser only, and take { $size } together.
projects-name = Project name
projects-pictures =
    { $count ->
        [0] No pictures.
        [one] { $count } picture.
       *[other] { $count } pictures.
    }
projects-unreadable = It is damaged, and the browser cannot read it.
projects-used = Last used { DATETIME($used, dateStyle: "medium", timeStyle: "short") }.
projects-training = Its training was interrupted, and goes on when you open it.
projects-is-open = Open in this tab.
projects-open = Open
projects-duplicate = Duplicate
projects-delete = Delete
projects-new = New project
projects-create = Create

projects-recording = Another project can be opened when the recording has ended.
projects-uploading = Another project can be opened when all images have been read.
projects-loss-title = Open another project?
projects-loss-text = What you have here cannot be stored on this device: the pictures and the trained network would be lost.
projects-loss-yes = Open it and lose them

# The name of the new one.
projects-copy = Copy of { $name }
projects-duplicating = Copying “{ $name }” …
projects-duplicated = “{ $name }” was copied.
projects-delete-title = Delete “{ $name }”?
projects-delete-text =
    { $count ->
        [0] Its classes, its network and its settings will be deleted from this device. This cannot be undone.
        [one] Its picture, its classes, its network and its settings will be deleted from this device. This cannot be undone.
       *[other] Its { $count } pictures, its classes, its network and its settings will be deleted from this device. This cannot be undone.
    }
projects-deleted = “{ $name }” was deleted.
projects-elsewhere = “{ $name }” is open in another tab. Close that tab, then delete the project.
projects-full = The browser's storage is full. Delete a project or some pictures to make room, then try again.
projects-failed = The browser could not store this; perhaps the window is private. Your projects are as they were.

projects-save = Save as a file
projects-save-pictures = Save its pictures (ZIP)
projects-share = Share
projects-progress = Pictures of the file
projects-saving = Saving “{ $name }” …
projects-saved = It is in your downloads as “{ $file }”. Whoever opens it has the pictures, too.
projects-open-file = Open a project file
projects-reading = Reading “{ $name }” …
projects-read = “{ $name }” is now among your projects.
projects-file-refused = “{ $name }” could not be opened. { $reason } Your projects are as they were.
projects-file-gone = It is no longer where it was, or the browser may not read it.
# kind: what is wrong; place: where in the file.
projects-file-reason =
    { $kind ->
        [not_an_archive] It is no project file, or it is damaged.
        [other_format] It is a file of another kind.
        [newer] It was saved by a newer version of Tab Trainer: reload this page to get that version.
        [compressed] It was packed again by another program: unpack it, and open the file as it was saved.
        [encrypted] It is encrypted.
        [changed] “{ $place }” in it is damaged.
        [not_a_picture] “{ $place }” in it is no picture that can be read.
        [wrong_size] “{ $place }” in it is a picture of another size.
        [missing] “{ $place }” is missing in it.
       *[other] It contradicts itself at “{ $place }”.
    }
