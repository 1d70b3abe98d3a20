### The options of the live answer, which are loaded when they are opened. Numbers: see page.ftl.

answer-thresholds = Thresholds
answer-thresholds-about = A class is named only when the network gives it at least this probability; otherwise the answer is “Not sure”.
answer-thresholds-reset = The same for all: { PERCENT($threshold) }

answer-smoothing = Smoothing
answer-smoothing-off = Off
answer-smoothing-little = A little ({ $seconds } s)
answer-smoothing-lot = A lot ({ $seconds } s)
answer-smoothing-about = The answer is averaged over the last moments: it flickers less, but follows later.

answer-count = Count the answers
answer-count-about = A class is counted each time it becomes the sure answer and stays so for { $seconds } s.
answer-spoken = Say the answer aloud
# $language: one, or several with commas between them.
answer-spoken-none = This browser has no voice for this language: { $language }.
answer-sound = Play a tone when the answer changes
answer-pace =
    { $rate ->
        [one] { $rate } answer per second; each takes { $milliseconds } ms.
       *[other] { $rate } answers per second; each takes { $milliseconds } ms.
    }
answer-pace-none = No answers at the moment.
