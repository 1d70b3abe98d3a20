## Two trainings with the same pictures, side by side

runs-first = First run
runs-second = Second run
runs-number = Run { $number }
runs-name = Run { $number }: { $method }, { PERCENT($accuracy) }
runs-name-untested = Run { $number }: { $method }
runs-same =
    { $count ->
        [one] Both were judged by the same picture.
       *[other] Both were judged by the same { $count } pictures.
    }
runs-judged = These are the validation set, which neither of them was trained on.
runs-judged-own = Both were trained on them: there were too few for a validation set.
runs-training = run { $number }, training
runs-validation = run { $number }, validation
# $title: "Loss"; $ends: "run 1 ends at 0.2, run 2 ends at 0.1".
runs-curves = { $title } of both runs: { $ends }
runs-end = run { $number } ends at { $value }
runs-classes = Each class in both runs
runs-class = Class
runs-settings = Settings that differ
runs-setting = Setting
runs-alike = The settings are the same. What differs is chance: the weights with which each began, and the order of the pictures.
runs-only =
    { $count ->
        [one] { $count } picture that only run { $right } has right, and run { $wrong } has wrong
       *[other] { $count } pictures that only run { $right } has right, and run { $wrong } has wrong
    }
