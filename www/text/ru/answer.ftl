### Настройки ответа сети, которые загружаются, когда их открывают. Слова и числа: см. page.ftl.

answer-thresholds = Пороги
answer-thresholds-about = Сеть называет класс, только если его вероятность не ниже порога; иначе ответ — «Трудно сказать».
answer-thresholds-reset = Одинаково для всех: { PERCENT($threshold) }

answer-smoothing = Сглаживание
answer-smoothing-off = Нет
answer-smoothing-little = Слабое ({ $seconds } с)
answer-smoothing-lot = Сильное ({ $seconds } с)
answer-smoothing-about = Ответ усредняется за последние мгновения: он меньше мерцает, но чуть отстаёт.

answer-count = Считать ответы
answer-count-about = Класс засчитывается каждый раз, когда становится уверенным ответом и остаётся им { $seconds } с.
answer-spoken = Произносить ответ
answer-spoken-none = В этом браузере нет голоса для этого языка: { $language }.
answer-sound = Звуковой сигнал, когда ответ меняется
answer-pace =
    { $rate ->
        [one] { $rate } ответ в секунду, на каждый уходит { $milliseconds } мс.
        [few] { $rate } ответа в секунду, на каждый уходит { $milliseconds } мс.
       *[many] { $rate } ответов в секунду, на каждый уходит { $milliseconds } мс.
    }
answer-pace-none = Сейчас ответов нет.
