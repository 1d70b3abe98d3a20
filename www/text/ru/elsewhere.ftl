### Обученная сеть как файл для других программ; см. page.ftl.

elsewhere-title = Использовать вне страницы
elsewhere-done = Готово
elsewhere-about = Обученная сеть в виде файла. Он создаётся в этой вкладке и никуда не отправляется.
elsewhere-about-unknown = Отвечать «Ничего из этого» умеет только файл проекта.
elsewhere-about-pictures = Все остальные файлы содержат несколько ваших снимков, чтобы можно было проверить копию.
elsewhere-save = Сохранить
elsewhere-making = Файл создаётся…
elsewhere-saved = Файл «{ $file }» ({ $size }) — в загрузках.
elsewhere-checked =
    { $count ->
        [one] Проверено на { $count } снимке: ответы те же, что у сети здесь.
       *[other] Проверено на { $count } снимках: ответы те же, что у сети здесь.
    }
elsewhere-holds =
    { $count ->
        [one] В нём { $count } снимок с ответом для проверки копии.
        [few] В нём { $count } снимка с ответами для проверки копии.
       *[other] В нём { $count } снимков с ответами для проверки копии.
    }
elsewhere-needs = Ему нужно { $flash } флеш-памяти и { $ram } оперативной.
elsewhere-cost =
    { $pictures ->
        [validation] Верно { $after } из { $count } { $count ->
            [one] снимка
           *[other] снимков
        } проверочной выборки (float32: { $before }).
        [training] Верно { $after } из { $count } { $count ->
            [one] снимка
           *[other] снимков
        } обучающей выборки (float32: { $before }).
       *[other] Верно { $after } из { $count } { $count ->
            [one] снимка
           *[other] снимков
        } этого проекта (float32: { $before }).
    }
elsewhere-cost-much = Из-за округления теряется больше 1 % из них: если это важно, сохраните заголовочный файл C с весами float32.
elsewhere-cost-same = Ответ тот же, что с float32, на { $same } из { $count } снимков.
elsewhere-failed = Не удалось создать файл { $format }. { $reason }
elsewhere-size = Модели TensorFlow.js не могут принимать снимки { $size }×{ $size } пикселей. Подходят 32, 48, 64, 96, 112 и 128 пикселей.
elsewhere-reason =
    { $kind ->
        [unsupported] В этом формате нет ничего, что могло бы заменить «{ $place }».
        [unknown_operator] В этом формате нет ничего, что могло бы заменить «{ $place }».
        [not_finite] Среди весов есть бесконечные или не числа: обучите сеть заново.
        [other_answer] Файл отвечал бы не так, как сеть здесь.
       *[other] Эта сеть не подходит для формата.
    }
elsewhere-gave-up = Не удалось создать файл { $format }: браузер каждый раз прерывал работу. Закройте другие вкладки и попробуйте снова.

elsewhere-project = Файл проекта
elsewhere-project-for = Для Tab Trainer на другом устройстве: все снимки, сеть и настройки.
elsewhere-page = Автономная страница
elsewhere-page-for = Один файл HTML: открывается двойным щелчком, работает с камерой и файлами изображений и отвечает без подключения к сети.
elsewhere-page-size =
    { $stem ->
        [base] Файл займёт около 1 МБ, а с малой основой — около 0,6 МБ.
       *[other] Файл займёт несколько мегабайт, а с малой основой — около 0,6 МБ.
    }
elsewhere-onnx = ONNX
elsewhere-onnx-for = Для программ и приложений, в которых работают сети: ONNX Runtime, OpenCV, телефоны, игровые движки.
elsewhere-safetensors = Safetensors
elsewhere-safetensors-for = Для Python и Rust: все веса по именам, как их читают PyTorch, Keras и JAX.
elsewhere-tfjs = TensorFlow.js
elsewhere-tfjs-for = Для веб-страниц: ml5.js, p5.js и всего, что загружает модели Teachable Machine. Сначала распакуйте архив ZIP.
elsewhere-c = Заголовочный файл C
elsewhere-c-for = Для микроконтроллеров, таких как ESP32 и Arduino: один файл с весами полной точности (float32).
elsewhere-c-int8 = Заголовочный файл C, int8
elsewhere-c-int8-for = То же в четверти флеш-памяти: веса округлены до целых чисел, и точность может снизиться.

elsewhere-code = Готовый код
elsewhere-copy = Скопировать
elsewhere-copy-code = Скопировать код: { $language }
elsewhere-copied = Скопировано.
elsewhere-copy-self = Браузер не разрешает странице копировать. Строки выделены: нажмите Ctrl+C или ⌘C.
elsewhere-python = Python
elsewhere-javascript = JavaScript
elsewhere-rust = Rust
