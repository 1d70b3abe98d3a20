### Обученная сеть как файл для других программ; см. page.ftl.

elsewhere-title = Использовать вне страницы
elsewhere-done = Готово
elsewhere-about = Обученная сеть в виде файла. Он создаётся в этой вкладке и никуда не отправляется.
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
        [one] В нём { $count } снимок с ответом, чтобы проверять копии.
        [few] В нём { $count } снимка с ответами, чтобы проверять копии.
       *[other] В нём { $count } снимков с ответами, чтобы проверять копии.
    }
elsewhere-failed = Не удалось создать файл { $format }: { $reason }
elsewhere-gave-up = Не удалось создать файл { $format }: браузер каждый раз прерывал работу. Закройте другие вкладки и попробуйте снова.

elsewhere-project = Файл проекта
elsewhere-project-for = Для Tab Trainer на другом устройстве.
elsewhere-onnx = ONNX
elsewhere-onnx-for = Для программ и приложений, в которых работают сети: ONNX Runtime, OpenCV, телефоны, игровые движки.
elsewhere-safetensors = Safetensors
elsewhere-safetensors-for = Для Python и Rust: все веса по именам, как их читают PyTorch, Keras и JAX.

elsewhere-note-project = В нём ваши снимки, сеть и настройки.
elsewhere-note-unknown = Ответа «Ничего из этого» в нём нет.
elsewhere-note-pictures = В нём есть несколько ваших снимков, чтобы проверять копии.

elsewhere-code = Готовый код
elsewhere-copy = Скопировать
elsewhere-copy-code = Скопировать код: { $language }
elsewhere-copied = Скопировано.
elsewhere-copy-self = Браузер не разрешает странице копировать. Строки выделены: скопируйте их сами.
elsewhere-python = Python
elsewhere-javascript = JavaScript
elsewhere-rust = Rust
