## What came of a training, on paper. It has to fit one page.

sheet-title = What the network has learned
sheet-name = Name:
sheet-project = Project: { $name }
sheet-more =
    { $count ->
        [one] … and { $count } more class.
       *[other] … and { $count } more classes.
    }
sheet-tested = Pictures that were kept out of training: a row for each class, a column for each answer.
sheet-own = Pictures that it was trained on: a row for each class, a column for each answer.
# Above the names of the classes, and in front of the answers.
sheet-corner = class ↓ answer →
sheet-curve = Accuracy, epoch by epoch
sheet-hardest = The hardest pictures
sheet-wrong = { $label }, taken for { $answer } ({ PERCENT($probability) })
sheet-unsure = { $label }, but only { PERCENT($probability) } sure
sheet-conclusion = What I make of it
