## Два обучения на одних и тех же снимках, рядом

runs-first = Первое обучение
runs-second = Второе обучение
runs-number = Обуче­ние { $number }
runs-name = Обучение { $number }: { $method }, { PERCENT($accuracy) }
runs-name-untested = Обучение { $number }: { $method }
runs-same =
    { $count ->
        [one] Оба проверены на одном и том же { $count } снимке.
       *[other] Оба проверены на одних и тех же { $count } снимках.
    }
runs-judged = Это проверочная выборка: ни одно из них на ней не училось.
runs-judged-own = Оба на них и учились: для проверочной выборки снимков слишком мало.
runs-training = обучение { $number }, обучающая выборка
runs-validation = обучение { $number }, проверочная выборка
runs-curves = { $title } в обоих обучениях: { $ends }
runs-end = в обучении { $number } под конец { $value }
runs-classes = Классы в обоих обучениях
runs-class = Класс
runs-settings = Различия в настройках
runs-setting = Настройка
runs-alike = Настройки одинаковы. Отличает их случай: начальные веса и порядок снимков.
runs-only =
    { $count ->
        [one] { $count } снимок узнан верно только в обучении { $right }, а в обучении { $wrong } — неверно
        [few] { $count } снимка узнаны верно только в обучении { $right }, а в обучении { $wrong } — неверно
       *[many] { $count } снимков узнаны верно только в обучении { $right }, а в обучении { $wrong } — неверно
    }
