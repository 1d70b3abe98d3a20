### Редактор сети. Объяснения к переменным: ../en/editor.ftl.

editor-title = Сеть
editor-start = Начать с метода
editor-back = Вернуть сеть метода «{ $method }»
editor-about = Это слои выбранного метода, от снимка до ответа. Измените любой — и сеть станет вашей; всё остальное, например оптимизатор и число эпох, берётся из настроек.
editor-locked = Сеть можно изменить, когда обучение закончится или будет остановлено.
editor-stem-why = Этот метод обучает единственный слой за уже обученной основой, переставлять здесь нечего. Чтобы собрать свою сеть, начните с другого метода.
editor-picture = Снимок
editor-output = Выход зависит от ваших классов.

## A layer. $name is one of the kinds below

editor-layer = { $number }. { $name }
editor-up = Поднять слой { $number }, { $name }
editor-down = Опустить слой { $number }, { $name }
editor-remove = Удалить слой { $number }, { $name }
editor-add = Добавить слой после { $number }, { $name }
editor-add-first = Добавить слой после снимка
editor-which = Какой слой?

## What comes out of it, and what it costs

editor-shape = { $height }×{ $width }×{ $channels }
editor-vector =
    { $count ->
        [one] { $count } значение
        [few] { $count } значения
       *[many] { $count } значений
    }
editor-weights =
    { $count ->
        [one] { $shown } вес
        [few] { $shown } веса
       *[many] { $shown } весов
    }
editor-total = Всего:
editor-compared = В сравнении с методом «{ $method }»: весов { $weights }, умножений со сложением { $cost }.

## Kinds of layers, each with a sentence

editor-conv = Свёртка
editor-conv-about = Ищет небольшие узоры, одни и те же по всему снимку. Каждый фильтр находит свой.
editor-activation = Активация
editor-activation-about = Изгибает значения. Без неё два слоя подряд могли бы не больше, чем один.
editor-max_pool = Подвыборка
editor-max_pool-about = Оставляет наибольшее значение каждого окна: карты уменьшаются, и точное место становится не так важно.
editor-dense = Полносвязный слой
editor-dense-about = Каждый нейрон видит все входящие значения. Часто здесь больше всего весов.
editor-dropout = Дропаут
editor-dropout-about = Во время обучения заглушает случайные значения, чтобы сеть не полагалась на отдельные из них.
editor-batch_norm = Пакетная нормализация
editor-batch_norm-about = Делает среднее и разброс значений одинаковыми в каждом пакете: обучение идёт быстрее и ровнее.
editor-average_pool = Усредняющая подвыборка
editor-average_pool-about = Оставляет среднее каждого окна.
editor-global_average_pool = Общее среднее
editor-global_average_pool-about = Оставляет среднее каждой карты: по значению на фильтр, где бы на снимке он что-то ни нашёл.
editor-depthwise_conv = Поканальная свёртка
editor-depthwise_conv-about = Своё небольшое ядро для каждой карты в отдельности. Со свёрткой 1×1 за ней дёшево заменяет полную свёртку.
editor-residual = Остаточный блок
editor-power_norm = Нормализация
editor-stem = Основа

## What can be chosen

editor-field-filters = Фильтры
editor-field-kernel = Ядро
editor-field-stride = Шаг
editor-field-padding = Дополнение
editor-field-function = Функция
editor-field-size = Окно
editor-field-rate = Доля
editor-field-units = Нейроны
editor-padding-same = нули
editor-padding-valid = нет
editor-function-relu = ReLU
editor-function-leaky_relu = Leaky ReLU
editor-function-elu = ELU
editor-function-silu = SiLU
editor-function-sigmoid = Сигмоида
editor-function-tanh = tanh
editor-function-relu6 = ReLU6
editor-function-identity = Тождественная
editor-function-scaled_tanh = Растянутый tanh

## What is wrong

editor-unanswered = Движок не отвечает: { $reason } Закройте редактор и откройте его снова.
editor-problem = Вашу сеть построить нельзя. Слой { $number }, { $name }. { $problem }
editor-does-not-fit = Окно { $size }×{ $size } не помещается: сюда приходит карта всего { $height }×{ $width } пикселей. Уменьшите окно или уберите выше подвыборку или шаг.
editor-map-too-large = Он выдавал бы { $given } значений на снимок, а возможно { $most }.
editor-too-many-weights = Ему нужно весов: { $given }, а добавить можно { $most }.
editor-whole = «{ $label }»: нужно целое число от 1.
editor-fraction = «{ $label }»: нужно число от 0 и меньше 1.
editor-impossible = Здесь он стоять не может.

## Said when it happens, for people who do not see it

editor-moved = Теперь это слой { $number }.
editor-removed = Удалено: { $name }. Отменить можно кнопкой «Вернуть».
editor-added = Добавлено: { $name }, слой { $number }.
editor-undone = Изменение отменено.
