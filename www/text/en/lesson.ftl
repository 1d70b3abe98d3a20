## A lesson to print. On paper it has to fit one page.

lesson-title = A lesson: teach a computer to see
lesson-print = Print this lesson
lesson-for = 45 minutes, for pupils from about ten, in pairs. No accounts, and no programming.

lesson-goals = Afterwards, the pupils can say
lesson-goal-examples = that a neural network learns from examples, not from rules that somebody has written;
lesson-goal-test = why it is tested with pictures that it has never seen;
lesson-goal-bias = how its mistakes come from the pictures that people chose (bias);
lesson-goal-privacy = where pictures go, and who decides that (privacy).

lesson-needs = What you need
lesson-need-devices = For each pair, a laptop, tablet or phone with a camera. Without a camera, the page draws scenes itself: “Use practice camera”.
lesson-need-page = The page, opened on each device before the lesson. After a first training it works without a connection.
lesson-need-things = Two things for each pair to tell apart: a pen and a spoon, a fist and an open hand.
lesson-need-people = Faces are not needed, and nobody has to be in a picture.

lesson-steps = Step by step
lesson-minutes = { $minutes } min
lesson-step-rules = Guess.
lesson-do-rules = How could a computer tell a cup from a pen? Collect rules on the board, and find an exception to each of them.
lesson-step-record = Record.
lesson-do-record = Name the two classes after your things. Hold “Record” for each in three different places, near, far and turned: about 20 pictures of each are enough.
lesson-step-train = Train.
lesson-do-train = Press “Train”. Read how many new pictures are right, then show the things to the camera. Do you believe the answer?
lesson-step-fool = Fool it.
lesson-do-fool = Another background, less light, a third thing, a drawing of the thing. Write into the table what happens. Then record what fooled it, train again, and see what has changed.
lesson-step-inside = Look inside.
lesson-do-inside = “How good is it really?” shows which pictures it gets wrong. “Inside” shows what the network makes of the camera’s picture, layer by layer.
lesson-step-discuss = Discuss.
lesson-do-discuss = Take the questions below, first in pairs. At the end, “Delete everything” leaves nothing on the device.

lesson-questions = Questions, and what there is to say
lesson-question-learned = What has it really learned?
lesson-answer-learned = Whatever told your recordings apart, and that may be the table or the light. If nothing but the thing itself stays the same from recording to recording, that is what it learns.
lesson-question-unseen = Why does it name a thing that it has never seen?
lesson-answer-unseen = It chooses among its classes. “Not sure” and “None of these” come from a threshold, and people set it.
lesson-question-honest = Why do pictures that it has learned from not count?
lesson-answer-honest = It may have memorised them. Only new pictures show what it will do tomorrow.
lesson-question-bias = It knows one person’s hand better than another’s. Why?
lesson-answer-bias = From that hand it had more pictures. Large systems fail some people in the same way, with faces or voices; those who choose the examples are responsible.
lesson-question-privacy = Where are your pictures now?
lesson-answer-privacy = In this browser: the network was trained on your device. Many services send pictures to a company. Who sees them there, for how long, and can you delete them?

lesson-table = How we tried to fool it
lesson-column-tried = What we showed it
lesson-column-said = What it said
lesson-column-sure = How sure
lesson-column-why = Our expla­nation
