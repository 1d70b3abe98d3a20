### Раздел «Внутри»: один шаг обратного распространения ошибки на снимке с камеры. Числа в скобках — формулы статьи.
###
### Словарь, кроме того, что в page.ftl: map — карта, net input — взвешенная сумма, output — выход, target — желаемый ответ,
### stage — этап, step — шаг, kernel slice — срез ядра, max-pooling — подвыборка, to freeze — стоп-кадр.

inside-about = Один шаг обучения на одном снимке: вперёд через все слои, обратно с ошибкой — и что от этого будет с каждым весом.
inside-gave-up = Заглянуть внутрь не удаётся: рабочий поток несколько раз подряд переставал работать. Выберите сеть, чтобы попробовать ещё раз.
inside-no-network = Сеть не выбрана.

## What is looked into

inside-network = Сеть
inside-network-trained = Ваша сеть в её нынешнем виде
inside-network-small = Маленькая, для объяснений: 2 ядра 3×3 на 12×12
inside-network-method = { $method }, без обучения
inside-target = Верный ответ здесь
inside-freeze = Стоп-кадр
inside-live = Вживую
inside-learn = Сделать этот шаг
inside-undo = Отменить шаг
inside-reset = Отменить все
inside-steps =
    { $count ->
        [one] Сделан { $count } шаг. Обученная вами сеть остаётся прежней.
        [few] Сделаны { $count } шага. Обученная вами сеть остаётся прежней.
       *[many] Сделано { $count } шагов. Обученная вами сеть остаётся прежней.
    }

## Where the picture comes from, and what can be wrong

inside-drawn = Камера выключена, это нарисованная сцена. Включите камеру — свою или учебную, — чтобы увидеть собственный снимок.
inside-camera-lost = Камера пропала. Остался её последний кадр.
inside-camera-off = Камера выключена. Остался её последний кадр.
inside-opening = Открываем сеть…
inside-too-large = Чтобы проследить шаг этой сети, нужно { $bytes }, а странице можно занять { $limit }. Подойдёт сеть, у которой меньше фильтров или меньше снимки.
inside-too-large-fits = Чтобы проследить шаг этой сети, нужно { $bytes }, а странице можно занять { $limit }. Подойдёт «{ $network }»: для неё нужно { $other }.
inside-non-finite-output = Не все числа конечны. Первое неконечное возникло при прямом проходе ({ $layer }, карта { $map }, строка { $row }, столбец { $column }).
inside-non-finite-delta = Не все числа конечны. Первое неконечное возникло при обратном проходе, среди δ ({ $layer }, карта { $map }, строка { $row }, столбец { $column }).
inside-non-finite-gradient = Не все числа конечны. Первое неконечное возникло в градиенте ({ $layer }, вес { $weight }).
inside-non-finite-after = После этого шага веса перестали бы быть конечными: он слишком велик.

## Layers

inside-layer-input = Снимок
inside-layer-activation = Активация { $number }
inside-layer-max_pool = Подвы­борка { $number }
inside-layer-average_pool = Усредня­ющая подвы­борка { $number }
inside-layer-global_average_pool = Общее среднее { $number }
inside-layer-dropout = Дропаут { $number }
inside-layer-power_norm = Степенная норма­лизация { $number }
inside-layer-add = Сумма { $number }
inside-layer-concat = Объеди­нение { $number }
inside-shape = { $height }×{ $width }×{ $channels }
inside-vector =
    { $count ->
        [one] { $count } значение
        [few] { $count } значения
       *[many] { $count } значений
    }
inside-detail-window = { $size }×{ $size }

inside-function-relu = ReLU
inside-function-relu6 = ReLU6
inside-function-leaky_relu = Leaky ReLU
inside-function-elu = ELU
inside-function-silu = SiLU
inside-function-sigmoid = Сигмоида
inside-function-tanh = tanh
inside-function-scaled_tanh = Растянутый tanh
inside-function-identity = Тождественная

## The strip

inside-strip = Шаг, слой за слоем
inside-strip-help = Клавиши ← и → ведут от слоя к слою, ↑ и ↓ — по его картам; Enter увеличивает. Щелчок или касание — тоже.
inside-row-weights = Веса
inside-row-output = Выход
inside-row-delta = δ
inside-row-gradient = Градиент
inside-cell-output = { $layer }, выход, карта { $number } из { $count }
inside-cell-delta = { $layer }, δ, карта { $number } из { $count }
inside-cell-weights = { $layer }, веса, срез ядра { $number } из { $count }
inside-cell-gradient = { $layer }, градиент, срез ядра { $number } из { $count }
inside-cell-later = { $cell }, ещё не вычислено
inside-scale = ±{ SHORT($value) }
inside-legend = Синий — отрицательные значения, оранжевый — положительные, между ними — ноль. У каждой картинки своя шкала: число под ней — значение на обоих концах.
inside-legend-signs = δ — это −∂E/∂выход, как в статье; градиент — это ∂E/∂w, как принято сегодня. Поэтому веса движутся вдоль δ и против градиента.
inside-legend-least = −
inside-legend-most = +
inside-frozen = слой заморожен: ошибка здесь не вычисляется
inside-too-many = Весов слишком много, чтобы их показать

inside-loss = Функция потерь
inside-loss-value = { SHORT($loss) }
inside-loss-after = после шага { SHORT($loss) }
inside-output = Выход
inside-wanted = Желаемый
inside-result = Выход и желаемый ответ
inside-output-alone = Выход

## Step, play, scrub

inside-play = Пуск
inside-pause = Пауза
inside-back = На этап назад
inside-forward = На этап вперёд
inside-timeline = Этап шага
inside-tempo = Время на этап
inside-tempo-value = { $ms } мс
inside-keys = Пробел — пуск и пауза, ← и → — на этап назад и вперёд.
inside-place = { $at } из { $count }: { $stage }

inside-stage-picture = Снимок
inside-stage-forward = Вперёд: { $layer }
inside-stage-loss = Функция потерь
inside-stage-output-delta = δ выхода
inside-stage-backward = Назад: { $layer }
inside-stage-update = Обновление весов

inside-says-live-title = Вживую
inside-says-live = Каждый кадр проходит по сети вперёд, а его ошибка — назад. Сделайте стоп-кадр, чтобы пройти шаг по этапам.
inside-says-picture = На вход поступает снимок: строк — { $height }, столбцов — { $width }, числа от −1 до 1.
inside-says-conv = Каждое ядро скользит по картам предыдущего слоя. В каждом положении оно попарно умножает числа, складывает и прибавляет смещение: получается взвешенная сумма (2.9).
inside-says-depthwise_conv = У каждой карты своё ядро: оно скользит только по ней и складывает произведения (2.9).
inside-says-dense = Каждый нейрон умножает все числа предыдущего слоя на свои веса, складывает и прибавляет смещение: получается взвешенная сумма (2.9).
inside-says-activation = Функция f применяется к каждой взвешенной сумме по отдельности (2.10): { $function }.
inside-says-max_pool = Из каждого окна { $size }×{ $size } дальше идёт только максимум. Его место запоминается для обратного прохода.
inside-says-average_pool = Из каждого окна { $size }×{ $size } дальше идёт среднее.
inside-says-global_average_pool = Из каждой карты дальше идёт только среднее: одно число на карту.
inside-says-dropout = Случайно выбранные значения обнуляются, а остальные увеличиваются, чтобы это возместить. Так бывает только при обучении.
inside-says-batch_norm = Каждую карту сдвигают и сжимают так, чтобы среднее стало 0, а дисперсия 1; затем её растягивают и сдвигают два выученных числа, γ и β.
inside-says-power_norm = Каждое значение возводится в степень с сохранением знака, и каждый пиксель приводится к одной и той же длине.
inside-says-add = То, что прошло в обход блока, прибавляется к тому, что прошло через него.
inside-says-concat = Карты нескольких слоёв складываются в одну стопку.
inside-says-loss-mse = Функция потерь — половина квадрата расстояния между выходом и желаемым ответом (2.8): { SHORT($loss) }.
inside-says-loss-cross_entropy = Softmax превращает последние значения в вероятности. Функция потерь — минус логарифм вероятности верного класса: { SHORT($loss) }.
inside-says-output-delta-mse = Отсюда начинается ошибка: δ выхода — это желаемый ответ минус выход.
inside-says-output-delta-cross_entropy = Отсюда начинается ошибка: для softmax с кросс-энтропией δ — это желаемый ответ минус вероятность.

inside-says-through-conv = Каждая δ приходит из следующей свёртки: ядро, повёрнутое на 180°, скользит по её картам δ, выходя за их края, и всё, что получилось на этих картах, складывается.
inside-says-through-depthwise_conv = Каждая δ приходит из следующей свёртки: ядро карты, повёрнутое на 180°, скользит по δ этой карты, выходя за её края.
inside-says-through-dense = Каждая δ — это сумма по всем нейронам следующего слоя: δ нейрона, умноженная на вес связи с ним (2.13).
inside-says-through-activation = δ умножается на f′ от взвешенной суммы (2.13): где f пологая, ошибка почти не проходит.
inside-says-through-max_pool = δ копируется нейрону, который был максимумом своего окна; остальные получают 0.
inside-says-through-average_pool = δ делится поровну между нейронами окна.
inside-says-through-global_average_pool = δ карты делится поровну между всеми её пикселями.
inside-says-through-dropout = δ возвращается только через те значения, которые были пропущены вперёд.
inside-says-through-batch_norm = δ возвращается через нормализацию, а её среднее и дисперсия зависят от каждого значения карты.
inside-says-through-power_norm = δ возвращается через нормализацию каждого пикселя.
inside-says-through-add = δ без изменений идёт обоими путями: через блок и в обход него.
inside-says-through-concat = Каждый слой получает δ своих карт.
inside-says-through-several = Этот слой читают сразу несколько: то, что от них возвращается, складывается.
inside-says-gradient-conv = Градиент ядра: вход, окно за окном, умножается на δ и складывается по всем положениям. Ничего не поворачивается.
inside-says-gradient-depthwise_conv = Градиент каждого ядра: его карта, окно за окном, умножается на δ и складывается по всем положениям.
inside-says-gradient-dense = Градиент каждого веса: то, что вошло, умноженное на δ на другом конце связи, со знаком минус (2.12).
inside-says-gradient-batch_norm = Градиенты γ и β: суммы по всей карте.
inside-says-update = Каждый вес движется против своего градиента, как решит оптимизатор (α = { SHORT($rate) }). Функция потерь на этом снимке: было { SHORT($before) }, станет { SHORT($after) }.
inside-says-update-impossible = Каждый вес двинулся бы против своего градиента (α = { SHORT($rate) }), но не все новые веса конечны.

## Enlarged

inside-enlarged-hint = Стрелки ведут от числа к числу, Page Up и Page Down — от карты к карте, + и − меняют масштаб, Escape закрывает. Масштаб меняется и двумя пальцами.
inside-enlarged-surface = { $cell }, строк — { $height }, столбцов — { $width }
inside-enlarged-value = Строка { $row }, столбец { $column }: { $value }
inside-number = { SHORT($value) }
inside-enlarged-earlier = Предыдущая карта
inside-enlarged-next = Следующая карта
inside-zoom-in = Крупнее
inside-zoom-out = Мельче
inside-close = Закрыть

## Panels below the strip: where

inside-place-layer = Слой
inside-place-map = Карта
inside-place-row = Строка
inside-place-column = Столбец
inside-place-filter = Фильтр
inside-place-channel = Карта на входе
inside-place-way = Проход
inside-place-forward = Вперёд
inside-place-backward = Назад: δ
inside-map-of = { $layer }, карта { $number }
inside-part = Из этой карты показаны строки { $top }–{ $bottom } и столбцы { $left }–{ $right }. Чтобы увидеть другую часть, выберите в ней нейрон.

## A neuron's sum

inside-neuron-title = Взвешенная сумма нейрона
inside-neuron-hint = Выберите любое число на картах выше или здесь — и увидите окно, которое видел нейрон, веса, которые на него легли, и сумму. Наведите указатель на число, чтобы найти его в формуле.
inside-neuron-hint-back = δ того же нейрона: то, что возвращается от каждого нейрона, с которым он связан, умноженное на вес связи, и всё вместе — на f′.
inside-neuron-frozen = Этот слой заморожен: он не обучается, поэтому δ для него не вычисляется.
inside-neuron-bias = Первое число — смещение, { SHORT($value) }.
inside-neuron-whole = Это значение зависит от всех значений своего слоя сразу: { SHORT($value) }.
inside-neuron-back-norm = Дальше стоит пакетная нормализация. Черта — среднее по карте, x̂ — нормализованное значение: то, что у всех значений карты общее, нормализация вычитает, а с ним и его долю ошибки.
inside-neuron-back-whole = Следующий слой зависит от всех значений этого слоя сразу, а значит, и эта δ: { SHORT($value) }.
inside-neuron-derivative = f′(net) = { SHORT($derivative) } стоит отдельным множителем: её место в δ, а не в обновлении весов. Сама сумма равна { SHORT($sum) }.
inside-neuron-derivative-zero = f′(net) = 0: здесь функция плоская. Сумма равна { SHORT($sum) }, но дальше не проходит ничего.
inside-neuron-no-derivative = Функции активации дальше нет, поэтому нет и f′. Сумма и есть δ: { SHORT($sum) }.
inside-neuron-smaller =
    { $count ->
        [one] (ещё { $count } меньшее слагаемое)
        [few] (ещё { $count } меньших слагаемых)
       *[many] (ещё { $count } меньших слагаемых)
    }
inside-neuron-others =
    { $count ->
        [one] (с { $count } другой карты)
        [few] (с { $count } других карт)
       *[many] (с { $count } других карт)
    }
inside-neuron-values = Окно
inside-neuron-weights = Веса
inside-neuron-turned = Веса, повёрнутые на 180°
inside-neuron-factors = Множители
inside-neuron-products = Произведения
inside-neuron-deltas = δ следующего слоя
inside-neuron-maps = Вклад каждой карты в сумму. Выберите карту, чтобы увидеть её слагаемые:
inside-neuron-map-adds = Карта { $number }: { $value }

## Backward through a convolution

inside-turned-title = Назад через свёртку: повёрнутое ядро
inside-no-turned = В этой сети ни одна свёртка не пропускает ошибку к слою перед собой. Такая свёртка есть в маленькой сети для объяснений.
inside-turned-hint = Откуда у нейрона перед свёрткой его δ? От каждого нейрона, который его видел, с тем же весом, с каким его видели. Это и есть ядро, повёрнутое на 180°: оно скользит по карте δ и выходит за её края (рисунки 2.9–2.11).
inside-turned-position = Нейрон перед свёрткой
inside-turned-deltas = Карта δ с нулями вокруг
inside-turned-kernel = Ядро, повёрнутое на 180°
inside-turned-filters =
    { $count ->
        [one] ({ $count } фильтр)
        [few] (сумма по { $count } фильтрам)
       *[many] (сумма по { $count } фильтрам)
    }
inside-turned-plain = Это δ того, что читала свёртка. Если это выход функции активации, её f′ войдёт на слой дальше назад.
inside-shared-title = Почему сумма: веса общие (рисунок 2.8)
inside-shared-hint = Небольшой участок карты и нейроны, которые его видят. Одинаковый цвет — один и тот же вес. Выберите вес, чтобы увидеть все его связи.
inside-shared-picture = Слева пиксели ({ $pixels }), справа нейроны ({ $neurons }), между ними — по линии на каждую связь
inside-shared-x = x = { $value }
inside-shared-delta = δ = { $value }
inside-shared-weights = Веса ядра
inside-shared-weight = Вес в строке { $row }, столбце { $column }: { $value }
inside-shared-sum = Вес в строке { $row }, столбце { $column } соединяет в этом участке пар: { $count }. Его доля градиента — сумма произведений x · δ по ним, со знаком минус: −({ $value }).

## Through max-pooling

inside-pool-title = Через подвыборочный слой: корона
inside-no-pool = В этой сети нет подвыборочного слоя, который берёт максимум.
inside-pool-hint = Из каждого окна { $size }×{ $size } дальше прошёл только максимум; на нём корона ♛. При обратном проходе δ не вычисляется, а переносится — к короне. Остальные получают 0.
inside-pool-values = Значения перед подвыборкой
inside-pool-maxima = Максимум каждого окна
inside-pool-deltas = δ максимумов
inside-pool-moved = δ перед подвыборкой, у корон
inside-pool-ties = Из равных значений побеждает первое, построчно: δ получает только один нейрон окна. Если перед подвыборкой стоит функция активации, её f′ — отдельный множитель, одним слоем раньше.

## A kernel's gradient

inside-kernel-title = Градиент ядра: кто прав
inside-no-convolution = В этой сети нет свёртки, которая обучается.
inside-kernel-hint = Ядро скользит по входу так же, как при прямом проходе. В каждом положении окно умножается на δ нейрона, и всё складывается. Ничего не поворачивается.
inside-kernel-position = Положение окна
inside-kernel-at = строка { $row }, столбец { $column }
inside-kernel-input = Вход
inside-kernel-delta = Карта δ фильтра
inside-kernel-window = Окно
inside-kernel-delta-here = δ здесь
inside-kernel-so-far = Накопленная сумма
inside-kernel-complete = В сумме все положения: это −∂E/∂w. В таблицах ниже — ∂E/∂w, с другим знаком.
inside-kernel-incomplete = Сложено до строки { $row }, столбца { $column } включительно. Запустите показ или передвиньте ползунок до конца.
inside-kernel-recipes = Три расхожих рецепта и судья
inside-kernel-recipes-hint = ∂E/∂w тех же весов. Судья ничего не знает об обратном распространении: он чуть-чуть меняет один вес и смотрит, насколько изменилась функция потерь.
inside-kernel-numerical = Конечные разности
inside-kernel-judge = Судья
inside-kernel-bends = Судья. Где у него нет числа, ошибка изламывается: победил бы другой максимум, и производной для сравнения нет.
inside-kernel-neither = Не поворачивать ничего
inside-kernel-input_turned = Повернуть вход
inside-kernel-delta_turned = Повернуть δ
inside-kernel-agrees = совпадает
inside-kernel-differs = расходится
inside-kernel-mean = Среднее { $value }
inside-kernel-verdict-one = Поэлементно совпадает только «не поворачивать ничего». Поворот относится к δ слоя перед свёрткой: там он говорит, какой вес ведёт назад от какого нейрона. В градиенте вес и окно остаются на тех же местах, что и при прямом проходе. Средние могут оказаться близкими, поэтому сами по себе ничего не доказывают.
inside-kernel-verdict-several = «Не поворачивать ничего» совпадает. Совпадает и другой рецепт: здесь повёрнутая карта похожа на исходную; с другим ядром или другим снимком это не так.
inside-kernel-verdict-dead = До этого ядра ошибка не доходит: все производные равны 0, и все рецепты это говорят. Выберите другой фильтр.
inside-kernel-verdict-none = С конечными разностями не совпадает ни один. Здесь у функции потерь излом, слишком близкий к этим весам, и разности судить не могут.
inside-kernel-tolerance = «Совпадает» — значит, расходится не больше чем на { SHORT($value) }, две сотых наибольшей производной слоя: рядом с изломом конечные разности точнее не бывают.
inside-kernel-all = Проверить все ядра
inside-kernel-all-running = Проверяем: { $count } из { $all } …
inside-kernel-all-found = Всего ядер: { $count }. Ровно один рецепт, «не поворачивать ничего», совпадает для { $only }. Для { $several } совпадает и другой: туда ничего не доходит или поворот ничего не меняет; для { $none } разности не могут судить.

## The update

inside-update-title = Обновление: до, градиент, после
inside-no-weights = Ни один вес этой сети не обучается.
inside-update-hint = Шаг делается против градиента: w ← w − α ∇E (рисунок 2.7). Кривая показывает функцию потерь на этом снимке вдоль этой прямой — для каждой скорости обучения α.
inside-update-scope = Что меняется
inside-update-weight = Один вес
inside-update-layer = Один слой
inside-update-network = Вся сеть
inside-update-number = Вес
inside-update-before = До
inside-update-gradient = Гради­ент ∂E/∂w
inside-update-update = Шаг опти­миза­тора
inside-update-after = После
inside-update-length = длина { $value }
inside-update-curve = Функция потерь вдоль антиградиента
inside-update-curve-says = Без шага функция потерь равна { $loss }. На этой прямой она меньше всего, { $least }, при α = { $best }. Пунктир — функция потерь после шага самого оптимизатора, который не обязан лежать на этой прямой.
inside-update-curve-label = Функция потерь при α от 0 до { $most }: в начале { $first }, в конце { $last }. При выбранном α = { $alpha } она равна { $here }.
inside-update-alpha = Скорость обучения α
inside-update-with = При α = { $alpha } функция потерь была бы равна { $loss }.
inside-update-apply = Сделать шаг оптимизатора (α = { $rate })
inside-update-would = Шаг оптимизатора изменил бы функцию потерь на этом снимке с { SHORT($before) } до { SHORT($after) }.
inside-update-did = Шаг сделан: функция потерь на этом снимке изменилась с { SHORT($before) } до { SHORT($now) }.

## The guided walk

inside-walk = Экскурсия
inside-walk-link = Экскурсия на десять страниц: что такое δ?
inside-walk-page = Страница { $number } из { $count }
inside-walk-close = Закрыть
inside-walk-back = Предыдущая страница
inside-walk-next = Следующая страница
inside-walk-task = Попробуйте:
inside-walk-done = Готово ✓
inside-walk-numbers-title = Снимок — это числа
inside-walk-numbers-text = Сеть не видит ни лица, ни чашки. Она получает таблицу чисел от −1 (чёрный) до 1 (белый). Всё, что будет дальше, сделано из этих чисел сложением и умножением.
inside-walk-numbers-task = Перейдите на этап вперёд клавишей → или кнопкой рядом с «Пуском»: первая свёртка делает из снимка карты признаков.
inside-walk-sum-title = Нейрон — это сумма
inside-walk-sum-text = Каждое число на карте — один нейрон. Он смотрит в маленькое окно, умножает каждое число в нём на свой вес и складывает: это его взвешенная сумма net (2.9). Веса у всех нейронов карты общие — это ядро.
inside-walk-sum-task = В панели «Взвешенная сумма нейрона» выберите другую строку или столбец. Окно сдвинется, веса останутся.
inside-walk-activation-title = Потом сумму изгибает функция
inside-walk-activation-text = Взвешенная сумма проходит через функцию активации f (2.10). Без неё слой за слоем так и остались бы одной большой суммой. Где f пологая, небольшое изменение на входе почти не меняет выход; это пригодится при обратном проходе.
inside-walk-activation-task = В той же панели выберите слой «Активация 1» и сравните число с предыдущим.
inside-walk-pooling-title = Дальше идёт сильнейший
inside-walk-pooling-text = Подвыборочный слой оставляет из каждого окна наибольшее число, а остальные забывает. Карта становится меньше, и уже не так важно, где именно что-то было. На обратном пути δ достаётся только этому числу.
inside-walk-pooling-task = Откройте «Через подвыборочный слой» и найдите короны.
inside-walk-loss-title = Насколько сеть ошиблась?
inside-walk-loss-text = В конце стоит ответ, а рядом — желаемый: каким ответ должен быть. Функция потерь — одно-единственное число, которое говорит, насколько они далеки друг от друга (2.8).
inside-walk-loss-task = Дойдите до этапа «Функция потерь».
inside-walk-delta-title = Что такое δ?
inside-walk-delta-text = δ нейрона говорит, насколько уменьшилась бы функция потерь, если бы его взвешенная сумма немного выросла: δ = −∂E/∂net. Положительная: стоит прибавить. Отрицательная: стоит убавить. Ноль: всё равно. У последнего нейрона она начинается с желаемого ответа минус выход.
inside-walk-delta-task = Смените «Верный ответ здесь». Желаемый ответ перейдёт на другую сторону, а с ним и цвета δ.
inside-walk-back-title = δ идёт назад
inside-walk-back-text = У нейрона в середине нет своего желаемого ответа. Его δ приходит от нейронов, с которыми он связан: их δ умножаются на вес связи, складываются и умножаются на f′ (2.13). Где f пологая, f′ почти 0, и ошибка почти не проходит.
inside-walk-back-task = В панели «Взвешенная сумма нейрона» выберите для свёртки проход «Назад: δ».
inside-walk-turned-title = Почему ядро повёрнуто
inside-walk-turned-text = При прямом проходе левый верхний вес ядра умножается на левый верхний пиксель окна. Значит, если смотреть от этого пикселя, нейрон лежит справа внизу. Так в каждой паре стороны меняются местами, и на карту δ ядро ложится повёрнутым на 180°.
inside-walk-turned-task = Откройте «Назад через свёртку» и нажмите «Пуск»: повёрнутое ядро скользит по карте и заходит за её края.
inside-walk-gradient-title = Как учится ядро
inside-walk-gradient-text = Каждый вес ядра работает в каждом положении на карте. Поэтому его градиент — сумма по всем положениям: то, что вес там видел, умноженное на δ нейрона. Здесь ничего не поворачивается: окно и веса лежат так же, как при прямом проходе.
inside-walk-gradient-task = Откройте «Градиент ядра», запустите сумму и посмотрите, какой из трёх рецептов согласен с судьёй.
inside-walk-step-title = Один шаг
inside-walk-step-text = Каждый вес немного сдвигается против своего градиента; насколько — решает скорость обучения α. Если она слишком мала, обучение длится вечность. Если слишком велика, шаг перепрыгивает долину, и функция потерь растёт.
inside-walk-step-task = В панели «Обновление» двигайте α и следите за функцией потерь, потом сделайте шаг. Это и было обратное распространение ошибки: обучение повторяет его для множества снимков.

## A training, replayed

inside-replay = Обучение в записи
inside-replay-about = Как сеть стала такой. Пройдите по эпохам её обучения: шаг вверху показан для того же снимка с весами выбранной эпохи.
inside-replay-none = Обучите сеть, и здесь можно будет пройти её обучение ещё раз, от начальных весов до последней эпохи: как складывались её ядра и карты и как уменьшалась функция потерь на этом снимке.
inside-replay-training = Обучение ещё идёт. Когда оно закончится, его можно будет посмотреть здесь.
inside-replay-other = Выберите вверху «Ваша сеть в её нынешнем виде», чтобы ещё раз пройти её обучение.
inside-replay-earlier = Веса прежних эпох хранятся в памяти и только для последнего обучения за этот визит. Обучите сеть ещё раз, чтобы посмотреть, как она училась.
inside-replay-tuned = Основа была дообучена, а при дообучении веса прежних эпох не сохраняются.
inside-replay-large = Сеть слишком велика, чтобы хранить в памяти веса прежних эпох.
inside-replay-epoch = Эпоха
inside-replay-play = Показать обучение
inside-replay-pause = Остановить показ
inside-replay-initial = До обучения, начальные веса
inside-replay-place = Эпоха { $epoch } из { $epochs }
inside-replay-itself = Сеть в её нынешнем виде
inside-replay-itself-epoch = Сеть в её нынешнем виде, с весами эпохи { $epoch }
inside-replay-loss = { $place }. Функция потерь на этом снимке, если это «{ $class }»: { SHORT($loss) }
inside-replay-live = { $place }. Сделайте стоп-кадр, чтобы увидеть функцию потерь на этом снимке по эпохам.
inside-replay-curve = Функция потерь по эпохам на этом снимке, если это «{ $class }»: { SHORT($first) } с начальными весами, { SHORT($last) } у сети в её нынешнем виде; наименьшее значение — после эпохи { $epoch }, { SHORT($least) }.
inside-replay-curve-finding = Функция потерь на этом снимке по эпохам ещё не вычислена.
inside-replay-kept =
    { $count ->
        [one] { $count } копия
        [few] { $count } копии
       *[many] { $count } копий
    } весов, эпох — { $epochs }; { $bytes } из { $limit } возможных. Зерно генератора случайных чисел этого обучения — { $seed }. Копии хранятся только в памяти: до следующего обучения или пока страница открыта.
