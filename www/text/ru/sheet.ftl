## What came of a training, on paper. It has to fit one page.

sheet-title = Чему научилась сеть
sheet-name = Имя:
sheet-project = Проект: { $name }
sheet-more =
    { $count ->
        [one] … и ещё { $count } класс.
        [few] … и ещё { $count } класса.
       *[many] … и ещё { $count } классов.
    }
sheet-tested = Снимки, которые в обучении не участвовали: строка — класс, столбец — ответ сети.
sheet-own = Снимки, на которых сеть училась: строка — класс, столбец — ответ сети.
sheet-corner = класс ↓ ответ →
sheet-curve = Точность по эпохам
sheet-hardest = Самые трудные снимки
sheet-wrong = { $label }, ответ — { $answer } ({ PERCENT($probability) })
sheet-unsure = { $label }, но уверенность лишь { PERCENT($probability) }
sheet-conclusion = Мой вывод
