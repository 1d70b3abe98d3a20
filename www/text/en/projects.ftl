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
