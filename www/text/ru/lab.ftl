# Лаборатория: вопросы читателей статьи в виде живых опытов.
#
# Словарь, кроме того, что в page.ftl и inside.ftl: picture — изображение (здесь его никто не снимал), pooling — подвыборка,
# place — положение, error — ошибка (функция E), teacher, student — учитель, ученик, to fly off — улетать, flat — пологий.

lab-intro = Читатели статьи, из которой выросла эта страница, задали восемь вопросов и не получили ответа. Здесь каждый из них — опыт: сдвиньте ползунок и посмотрите, что выйдет. Считает тот же движок, который учится на ваших снимках.
lab-all = Все вопросы
lab-next = Дальше: { $title }
lab-onwards = Другие вопросы
lab-why = Почему
lab-formula = Формула
lab-waiting = Первый результат вычисляется…
lab-failed = Опыт не удался: { $reason }. Сдвиньте ползунок, чтобы попробовать ещё раз.
lab-presets = Попробуйте
lab-more = Ещё
lab-no-curves = Не удалось загрузить графики; числа верны и без них.

## Settings

lab-setting-learning_rate = Скорость обучения α
lab-setting-steps = Шаги
lab-setting-method = Как меняются веса
lab-setting-picture = Изображение, пиксели
lab-setting-kernel = Ядро
lab-setting-seed = Случайные числа
lab-setting-weight = Вес, который объясняется
lab-setting-pooling = Окно подвыборки
lab-setting-pairs = Пары ядер
lab-setting-pair = Показанная пара
lab-setting-line_step = Шаг в одном измерении
lab-setting-arrangement = Где стоит подвыборка
lab-setting-epochs = Эпохи
lab-setting-pictures = Изображения
lab-setting-function = Функция активации
lab-setting-norm = Между свёрткой и активацией
lab-setting-bound = Веса нейрона
lab-setting-remedy = Средство
lab-setting-step = Величина шага
lab-setting-way = Ошибки всех положений

lab-choice-gradient_descent = Градиентный спуск
lab-choice-line_search = Точный поиск вдоль прямой
lab-choice-adam = Adam
lab-choice-lbfgs = L-BFGS
lab-choice-max_behind = Максимум, после свёртки
lab-choice-average_behind = Среднее, после свёртки
lab-choice-max_in_front = Максимум, перед свёрткой
lab-choice-relu = ReLU
lab-choice-leaky_relu = Leaky ReLU
lab-choice-none = Ничего
lab-choice-batch = Пакетная нормализация
lab-choice-unshifted = Она же, но β всегда 0
lab-choice-fan_in = Веса по числу входов
lab-choice-batch_norm = Пакетная нормализация перед tanh
lab-choice-global_average_pool = Среднее по всей карте
lab-choice-sum = Сумма
lab-choice-mean = Среднее

lab-square = { $side }×{ $side }
lab-no-pooling = нет
lab-row-column = строка { $row }, столбец { $column }

## Drawings

lab-surface = Поверхность ошибки
lab-way = Путь весов: от квадрата к кольцу; дуги разводят его шаги
lab-levels = E, от { $least } до { $most }
lab-error-by-step = Ошибка после каждого шага
lab-error-from-to = Всего шагов: { $steps }; в начале { PRECISE($first) }, в конце { PRECISE($last) }.
lab-error = E
lab-loss = Функция потерь
lab-steps = Шаг
lab-epochs = Эпоха
lab-below = меньше 0
lab-above = больше 0
lab-agrees = совпадает
lab-off = расходится на { FINE_PERCENT($error) }

## 1 How a kernel is updated

lab-kernel-gradient-title = Как обновляется ядро
lab-kernel-gradient-question = «В каждой статье показано, как получить дельту предыдущего слоя. А как обновлять ядра первого слоя?»
lab-kernel-gradient-answer = Не поворачивать ничего: только тогда каждый элемент совпадает с численным градиентом. Если повернуть вход, градиент ядра расходится с ним на { FINE_PERCENT($input) }, если повернуть δ — на { FINE_PERCENT($delta) }.
lab-kernel-gradient-why = В каждом положении ядра вес встречается с новым пикселем, поэтому его градиент — сумма по всем положениям: пиксели, которые этот вес видел, умноженные на δ этих положений; и то и другое — как есть. На 180° ядро поворачивают, когда δ идёт к предыдущему слою: там пиксель ищет нейроны, которые его видели. Для градиента самого ядра ничего не поворачивают.
lab-kernel-gradient-see = Что видно: при любых изображении, ядре и случайных числах совпадает ровно один рецепт из трёх — зато в каждом элементе. (Здесь δ = t − y, со знаком статьи: нейроны линейные.)
lab-kernel-gradient-input = Вход x
lab-kernel-gradient-delta = Карта δ
lab-kernel-gradient-numerical = Численный градиент — судья
lab-kernel-gradient-backpropagation = Что вычисляет движок
lab-kernel-gradient-lit = объясняемый вес и пиксели, которые он встречает

# Of recipes: what is turned.
lab-kernel-gradient-input-recipe = Повернуть вход
lab-kernel-gradient-delta-recipe = Повернуть δ
lab-kernel-gradient-neither-recipe = Не поворачивать ничего

## 2 Step size

lab-step-size-title = Величина шага
lab-step-size-question = «Три входа 1, 2, 3, веса 3, 2, 1, линейный нейрон, нужен 0, α = 0,25: улетает в бесконечность. Почему? И почему не сделать один шаг с α = 1?»
lab-step-size-diverges = Расходится: каждый шаг умножает ошибку на { PRECISE($factor) }, потому что α = { PRECISE($alpha) } больше предела 2/λmax = { PRECISE($limit) } (отношение { PRECISE($ratio) }).
lab-step-size-once = Один шаг — и минимум: α = { PRECISE($alpha) } равна 1/λmax.
lab-step-size-arrives = Минимум достигнут, шагов: { $arrival }. α = { PRECISE($alpha) } меньше 2/λmax = { PRECISE($limit) }, поэтому каждый шаг умножает ошибку на { PRECISE($factor) }.
lab-step-size-shrinks = На пути к минимуму: α = { PRECISE($alpha) } меньше 2/λmax = { PRECISE($limit) }; каждый шаг умножает ошибку на { PRECISE($factor) }, и после { $steps ->
    [one] { $steps } шага
   *[many] { $steps } шагов
  } остаётся { PRECISE($error) }.
lab-step-size-circles = Вечно прыгает со склона на склон: α = 2/λmax = { PRECISE($limit) }, поэтому каждый шаг умножает w·x на −1.
lab-step-size-line_search = Точный поиск попадает в минимум первым же шагом: он измеряет кривизну вдоль градиента и по ней находит 1/λmax.
lab-step-size-adam = { $outcome ->
    [arrives] Adam у цели, шагов: { $arrival }.
   *[other] Adam сделал шагов: { $steps }; остаётся { PRECISE($error) }.
  } Он делит на величину градиентов, которые уже видел, поэтому улететь не может; зато он проскакивает цель и кружит вокруг неё, пока не успокоится.
lab-step-size-lbfgs = { $outcome ->
    [arrives] L-BFGS у цели, шагов: { $arrival }
   *[other] После первого шага L-BFGS остаётся { PRECISE($error) }
  }: он делает короткий пробный шаг, по изменению градиента узнаёт кривизну и следующим шагом попадает в минимум. α ему не нужна.
lab-step-size-why = E — парабола над w·x, а ‖x‖² = 1 + 4 + 9 = 14 — её кривизна, единственная, то есть λmax. Шаг умножает w·x на 1 − 14α. Ошибка убывает, пока это число лежит между −1 и 1, то есть при α < 2/14, и исчезает за один шаг при α = 1/14. При α = 0,25 получается −2,5, а при α = 1 получается −13.
lab-step-size-see = Что видно: до 1/14 веса спускаются по одному склону долины, до 2/14 прыгают со склона на склон и приближаются, дальше — вылетают из неё. Поверхность нарисована над плоскостью, в которой лежат все пути: вверх направлен x, а вправо ничего не меняется.
lab-step-size-surface = Долина с дном на высоте 0. Веса начинают на высоте { PRECISE($first) }, после первого шага они на высоте { PRECISE($second) }, в конце — { PRECISE($last) }.
lab-step-size-right = поперёк склона, где E не меняется
lab-step-size-up = вдоль x: w·x / ‖x‖

## 3 Recovering a kernel

lab-kernel-recovery-title = Восстановить ядро
lab-kernel-recovery-question = «Учу ядро делать то же, что делает известное. Без подвыборки получается, с 2×2 — медленно, с 4×4 — никак. Почему?»
lab-kernel-recovery-without = Восстановлено ядер: { $recovered } из { $count }. Без подвыборки свою ошибку узнаёт каждое положение на карте: уравнений { $outputs } на девять весов, и минимум один.
lab-kernel-recovery-max_behind = Восстановлено ядер: { $recovered } из { $count }. После подвыборки по максимуму свою ошибку узнаёт только наибольшее значение каждого окна, а пока ядро неверно, это часто не то значение, что у учителя.
lab-kernel-recovery-average_behind = Восстановлено ядер: { $recovered } из { $count }. Подвыборка по среднему сообщает ошибку каждому положению окна, поэтому минимум один; дойти до него — вопрос терпения.
lab-kernel-recovery-max_in_front = Восстановлено ядер: { $recovered } из { $count }. Стоя после подвыборки, свёртка получает всю свою δ: уравнений { $outputs }, и минимум один; дойти до него — вопрос терпения.
lab-kernel-recovery-why = Подвыборка по максимуму отдаёт δ победителю каждого окна, остальные получают 0. Отсюда локальные минимумы, и даже нулевая ошибка не значит, что ядро найдено: в одном измерении ядро учителя 1, 1, 1 делает из изображения 10, 3, 5, −4 число 18. У ядра, которое начинает с 0, 3, 0, максимум в правом окне, поэтому ядро учится только на нём — пока тоже не даст 18.
lab-kernel-recovery-see = Что видно: без подвыборки все кривые падают к 0; чем больше окно максимума, тем больше их остаётся на месте. С подвыборкой по среднему или с подвыборкой перед свёрткой они снова падают, медленно.
lab-kernel-recovery-distance = Расстояние до ядра учителя, относительно его длины
lab-kernel-recovery-curves = Кривых, упавших почти до 0: { $recovered } из { $count }.
lab-kernel-recovery-recovered = восстановлено
lab-kernel-recovery-astray = (пока) не восстановлено
lab-kernel-recovery-kernels = Пара { $pair }
lab-kernel-recovery-wanted = Ядро учителя
lab-kernel-recovery-found = Ядро ученика в конце
lab-kernel-recovery-error = E = { SHORT($error) }
lab-kernel-recovery-line = В одном измерении
lab-kernel-recovery-image = Изображение
lab-kernel-recovery-student = Ядро
lab-kernel-recovery-windows = Оба окна
lab-kernel-recovery-lit = победитель подвыборки и то, что он видит

## 4 Dead ReLUs

lab-dead-relu-title = Мёртвые ReLU
lab-dead-relu-question = «С ReLU ядра улетают туда, где производная равна 0, и больше не учатся. Инициализация Хе (He) не очень помогает. Почему?»
lab-dead-relu-many = Мёртвых фильтров во второй свёртке: { $count } из { $filters }. Шаги с α = { PRECISE($alpha) } забросили их туда, где на любом изображении они отрицательны. Новых изображений распознано верно: { PERCENT($accuracy) }.
lab-dead-relu-some = Мёртвых фильтров во второй свёртке: { $count } из { $filters }; остальные учатся. Новых изображений распознано верно: { PERCENT($accuracy) }.
lab-dead-relu-none = Мёртвых фильтров во второй свёртке нет. Новых изображений распознано верно: { PERCENT($accuracy) }.
lab-dead-relu-why = Инициализация Хе говорит, где веса начинают, а не куда их забросит шаг. Если фильтр отрицателен на любом изображении, то и производная на любом изображении равна 0: градиент до него не доходит, и сам он вернуться не может; изредка его возвращает сдвиг предыдущего слоя. Шаг поменьше так далеко не бросает, а Leaky ReLU пропускает сотую долю. От таких больших шагов пакетная нормализация не спасает: они сбрасывают её собственный сдвиг β ниже всего, что она нормализует; если держать β равной 0, не умирает никто.
lab-dead-relu-see = Что видно: фильтры умирают в первой эпохе, и почти ни один не возвращается. При α = 0,05, с Leaky ReLU или с β, равной 0, кривая остаётся на нуле.
lab-dead-relu-dead = Доля мёртвых фильтров
lab-dead-relu-layer = свёртка { $number }, фильтров: { $filters }
lab-dead-relu-loss = Функция потерь
lab-dead-relu-curves = Эпох: { $epochs }. Мёртвых фильтров в первой свёртке { PERCENT($first) }, во второй { PERCENT($second) }.

## 5 Size of δ

lab-delta-size-title = Величина δ
lab-delta-size-question = «На каждое ядро — один нейрон, он смотрит на огромную карту, и до ядер ошибка почти не доходит. Почему?»
lab-delta-size-many = На { PERCENT($saturated) } из { $count } изображений tanh пологий, и ядра почти ничего не слышат об ошибке: нейрон складывает слишком много значений ({ $inputs }) для таких больших весов.
lab-delta-size-few = На { PERCENT($saturated) } из { $count } изображений tanh пологий; от остальных ошибка доходит. Из ошибки 1 ядрам достаётся { SHORT($median) } их собственной величины (медиана по изображениям).
lab-delta-size-why = Взвешенная сумма нейрона складывается по всей карте. Где она велика, tanh пологий, f′ почти 0, а с ней и δ — и в самом нейроне, и во всех слоях до него; немногие изображения между краями тянут слишком сильно. Веса, которые тем меньше, чем больше входов, пакетная нормализация перед tanh или среднее вместо суммы удерживают взвешенную сумму там, где tanh крутой.
lab-delta-size-see = Что видно: при больших изображениях и весах большинство крестиков лежит на пологих краях. Изображение поменьше, веса поменьше или любое из средств переносят их на склон и поднимают кривую.
lab-delta-size-nets = Что получает tanh нейрона
lab-delta-size-drawn = Кривая tanh, изображений на ней: { $count }; на пологой части { PERCENT($saturated) }.
lab-delta-size-right = взвешенная сумма
lab-delta-size-up = выход, tanh
lab-delta-size-steep = круто: ошибка этого изображения доходит
lab-delta-size-flat = полого, f′ меньше 0,05
lab-delta-size-ratios = Что из ошибки 1 доходит до ядер
lab-delta-size-ratio = градиент / веса
lab-delta-size-sorted = Изображения, по возрастанию
lab-delta-size-curves = От { SHORT($least) } до { SHORT($most) }; медиана { SHORT($median) }.

## 6 Picture size

lab-image-size-title = Размер изображения
lab-image-size-question = «Градиент зависит от размера изображения. Как от этого избавиться?»
lab-image-size-diverges = Расходится: при { $picture }×{ $picture } норма первого градиента { PRECISE($gradient) }, а α = { PRECISE($alpha) } больше того, что допускает кривизна (отношение { PRECISE($ratio) }).
lab-image-size-sum = Учится: при { $picture }×{ $picture } норма первого градиента { PRECISE($gradient) }, и α = { PRECISE($alpha) } с ней ещё справляется. Шагов: { $steps }, от расстояния осталось { FINE_PERCENT($left) }.
lab-image-size-mean = Учится при любом размере: норма первого градиента среднего — { PRECISE($gradient) }, и всем подходит одна и та же α. Шагов: { $steps }, от расстояния осталось { FINE_PERCENT($left) }.
lab-image-size-global_average_pool = Градиент одинаков при любом размере, { PRECISE($gradient) }; но одно число на изображение говорит ядру только о его сумме: от расстояния осталось { FINE_PERCENT($left) }.
lab-image-size-adam = Учится при любом размере: шаги Adam не зависят от величины градиента, а она { PRECISE($gradient) }. Шагов: { $steps }, от расстояния осталось { FINE_PERCENT($left) }.
lab-image-size-why = Градиент ядра — сумма по всем положениям на карте. Вчетверо больше пикселей — вчетверо больше градиент, и кривизна растёт так же, поэтому с шагом, который подходит для 8×8, обучение расходится уже на 16×16. Среднее вместо суммы делит на число положений; Adam делит на величину самого градиента.
lab-image-size-see = Что видно: градиент суммы растёт вместе с числом пикселей, остальные не меняются. С суммой шаг выдерживает только самое маленькое изображение, для которого он и подобран.
lab-image-size-times = { PRECISE($factor) } × шаг для 8×8
lab-image-size-norms = Норма первого градиента
lab-image-size-side = Сторона, пиксели; линия: выбрано
lab-image-size-sizes = При { $picture }×{ $picture } норма { PRECISE($gradient) }.
lab-image-size-left = Расстояние до искомого ядра относительно начального
lab-image-size-distance = расстояние
lab-image-size-curves = Шагов: { $steps }; расстояние стало { PRECISE($last) }.

## 7 The missing derivative

lab-missing-derivative-title = Пропавшая производная
lab-missing-derivative-question = «Без производных в дельтах тоже обучается, только хуже. Как узнать, что моя математика верна?»
lab-missing-derivative-worse = Шагов: { $steps }, α = { PRECISE($alpha) }. Формула 2.13 довела ошибку до { PRECISE($correct) }, анимация — до { PRECISE($animation) }. Обновление анимации расходится с численным градиентом на { FINE_PERCENT($off) }, по 2.13 — на { FINE_PERCENT($rounding) }.
lab-missing-derivative-alike = Здесь обе приходят примерно к одному. Шагов: { $steps }, α = { PRECISE($alpha) }: формула 2.13 довела ошибку до { PRECISE($correct) }, анимация — до { PRECISE($animation) }. И всё же обновление анимации расходится с численным градиентом на { FINE_PERCENT($off) }, по 2.13 — на { FINE_PERCENT($rounding) }.
lab-missing-derivative-why = Анимация из статьи умножает на f′ обновление собственных весов нейрона, а в δ, которую он передаёт дальше, f′ не входит. f′ никогда не бывает отрицательной, поэтому даже неверное направление чаще ведёт вниз, чем вверх и чему-то учит, но это не градиент: при шагах побольше веса улетают. Не судите по кривой — сравнивайте с конечными разностями функции потерь, как делает «Проверить градиенты» в разделе «Обучение».
lab-missing-derivative-see = Что видно: при малых шагах учатся обе; при α = 3 веса анимации улетают туда, где tanh пологий и ничего больше не движется, а 2.13 чаще всего ещё доходит до минимума.
lab-missing-derivative-formula = 2.13:
lab-missing-derivative-animation = Анимация:
lab-missing-derivative-surface = Поверхность ошибки через оба конца
lab-missing-derivative-right = к концу пути анимации
lab-missing-derivative-up = к концу пути 2.13
lab-missing-derivative-drawn = В конце ошибка равна { PRECISE($correct) } по 2.13, { PRECISE($animation) } по анимации и { PRECISE($nowhere) } совсем без производной.
lab-derivative-in_delta = f′ в δ, как в 2.13
lab-derivative-in_update_only = f′ только в обновлении, как в анимации
lab-derivative-nowhere = без f′

## 8 Two faces

lab-faces-title = Два лица
lab-faces-question = «Как распознать лица двух людей на снимках 224×224?»
lab-faces-answer = Именно это и делает раздел «Обучение»: снимите каждого человека по несколько раз, в разных местах, и нажмите «Обучить». Каждый человек — класс, снимки уменьшаются сами, а сети, которая уже видела множество фотографий, ваших нужно совсем немного.
lab-faces-train = К обучению
