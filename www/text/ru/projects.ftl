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
projects-open-file = Открыть файл
projects-open-file-about = Проект (.tabtrainer) или обученная сеть (.onnx, .safetensors). Файл можно и перетащить в любое место страницы.
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

## Обученная сеть из файла

projects-model-title = Где использовать сеть из файла «{ $name }»?
projects-model-classes =
    { $count ->
        [one] Сеть знает { $count } класс: { $names }.
        [few] Сеть различает { $count } класса: { $names }.
       *[other] Сеть различает { $count } классов: { $names }.
    }
projects-model-many =
    { $count ->
        [one] Сеть различает { $count } класс, среди них { $names }.
        [few] Сеть различает { $count } класса, среди них { $names }.
       *[other] Сеть различает { $count } классов, среди них { $names }.
    }
projects-model-new = В новом проекте
projects-model-here = В проекте «{ $name }», который открыт
projects-model-joins = Недостающие классы добавятся.
projects-model-replaces = Там она навсегда заменит обученную сеть и её результаты. Снимки и классы останутся, недостающие классы добавятся.
projects-model-answers = Теперь используется сеть из файла «{ $name }».
projects-model-refused = Не удалось открыть «{ $name }». { $reason } Здесь ничего не изменилось.
projects-model-size = Её снимки — { $width }×{ $height } пикселей, а здесь снимки квадратные, не больше { $most } пикселей.
projects-model-too-many =
    { $count ->
        [one] В его сети { $count } класс, а здесь их может быть не больше { $most }.
        [few] В его сети { $count } класса, а здесь их может быть не больше { $most }.
       *[other] В его сети { $count } классов, а здесь их может быть не больше { $most }.
    }
projects-model-too-large = Браузер каждый раз прерывал работу: файл, возможно, слишком велик для этого устройства.
projects-model-reason =
    { $kind ->
        [unreadable] Это не файл { $format }, или он повреждён.
        [refused] Сеть из него здесь не построить.
       *[other] В нём нет сети, которую можно здесь прочесть.
    }
projects-model-reason-at =
    { $kind ->
        [missing] В нём нет «{ $place }».
        [unexpected] { $place }: этого здесь быть не должно.
        [newer] Его сохранила более новая версия Tab Trainer: перезагрузите страницу, чтобы получить её.
        [unknown_operator] { $place }: здесь нет слоя, который делает то же, что оператор { $operator }.
        [unsupported] { $place }: здесь это не поддерживается.
        [cycle] { $place }: зависит от собственного выхода.
        [wrong_value] { $place }: недопустимое значение.
        [wrong_count] { $place }: значений { $given } вместо { $expected }.
        [wrong_length] { $place }: байтов { $given } вместо { $expected }.
        [wrong_tensor] { $place }: тензор не того типа или не той формы.
        [wrong_form] { $place }: неожиданная структура.
        [other_format] { $place }: сказано «{ $given }» вместо «{ $expected }».
        [not_finite] { $place }: есть NaN или бесконечность.
        [external] { $place }: данные лежат в отдельном файле. Сохраните всё одним файлом.
        [other_stem] { $place }: основа отличается от той, что здесь носит это имя.
        [other_answer] { $place }: ответ сети на этот снимок не совпадает с записанным в файле.
       *[other] { $place }: прочесть это здесь нельзя.
    }
projects-model-found = В файле:
projects-model-expected = Ожидалось:
projects-model-why = Подробности:
