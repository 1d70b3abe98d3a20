### Проекты; см. page.ftl.

projects-title = Проекты
projects-done = Готово
projects-about = У каждого проекта свои классы, снимки, сеть и настройки.
projects-where = Они сохранены только в этом браузере.
projects-where-size = Они сохранены только в этом браузере и вместе занимают { $size }.
projects-name = Название проекта
projects-pictures =
    { $count ->
        [0] Снимков нет.
        [one] { $count } снимок.
        [few] { $count } снимка.
       *[other] { $count } снимков.
    }
projects-unreadable = Проект повреждён, и браузер не может его прочитать.
projects-used = Последний раз открыт: { DATETIME($used, dateStyle: "medium", timeStyle: "short") }.
projects-training = Обучение было прервано и продолжится, когда вы откроете проект.
projects-is-open = Открыт в этой вкладке.
projects-open = Открыть
projects-duplicate = Дублировать
projects-delete = Удалить
projects-new = Новый проект
projects-create = Создать

projects-recording = Другой проект можно открыть, когда закончится съёмка.
projects-uploading = Другой проект можно открыть, когда будут прочитаны все изображения.
projects-loss-title = Открыть другой проект?
projects-loss-text = Сохранить то, что здесь есть, на этом устройстве нельзя: снимки и обученная сеть пропадут.
projects-loss-yes = Всё равно открыть

projects-copy = Копия: { $name }
projects-duplicating = «{ $name }» копируется…
projects-duplicated = Проект «{ $name }» скопирован.
projects-delete-title = Удалить «{ $name }»?
projects-delete-text =
    { $count ->
        [0] Классы, сеть и настройки проекта будут удалены с этого устройства. Вернуть их будет нельзя.
        [one] { $count } снимок, классы, сеть и настройки проекта будут удалены с этого устройства. Вернуть их будет нельзя.
        [few] { $count } снимка, классы, сеть и настройки проекта будут удалены с этого устройства. Вернуть их будет нельзя.
       *[other] { $count } снимков, классы, сеть и настройки проекта будут удалены с этого устройства. Вернуть их будет нельзя.
    }
projects-deleted = Проект «{ $name }» удалён.
projects-elsewhere = Проект «{ $name }» открыт в другой вкладке. Закройте её, а потом удалите проект.
projects-full = Хранилище браузера заполнено. Удалите какой-нибудь проект или часть снимков и попробуйте снова.
projects-failed = Браузер не смог это сохранить; возможно, это приватное окно. Ваши проекты остались как были.

projects-save = Сохранить в файл
projects-save-pictures = Сохранить снимки (ZIP)
projects-share = Поделиться
projects-progress = Снимки файла
projects-saving = Проект «{ $name }» сохраняется…
projects-saved = Он в загрузках, в файле «{ $file }». Кто его откроет, увидит и снимки.
projects-open-file = Открыть файл проекта
projects-reading = Файл «{ $name }» читается…
projects-read = «{ $name }» теперь среди ваших проектов.
projects-file-refused = Не удалось открыть «{ $name }». { $reason } Ваши проекты остались прежними.
projects-file-gone = Файла больше нет на месте, или браузеру нельзя его читать.
# kind: what is wrong; place: where in the file.
projects-file-reason =
    { $kind ->
        [not_an_archive] Это не файл проекта, или он повреждён.
        [other_format] Это файл другого рода.
        [newer] Его сохранила более новая версия Tab Trainer: перезагрузите страницу, чтобы получить её.
        [compressed] Его заново упаковала другая программа: распакуйте его и откройте файл таким, каким он был сохранён.
        [encrypted] Он зашифрован.
        [changed] «{ $place }» в нём — повреждённый файл.
        [not_a_picture] «{ $place }» в нём — не снимок, который можно прочесть.
        [wrong_size] «{ $place }» в нём — снимок другого размера.
        [missing] В нём нет «{ $place }».
       *[other] Он противоречит сам себе в «{ $place }».
    }
