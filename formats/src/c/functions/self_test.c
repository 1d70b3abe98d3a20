#include <stdio.h>

static int tab_trainer_largest(const float *scores)
{
  int i, best = 0;
  for (i = 1; i < TAB_TRAINER_CLASSES; i++) {
    if (scores[i] > scores[best]) best = i;
  }
  return best;
}

/* Answers the test pictures; 0 if all answers are as the engine of Tab Trainer gave them. */
int main(void)
{
  static float scores[TAB_TRAINER_CLASSES];
  float apart = 0.0f, from_float = 0.0f;
  int i, c, failed = 0;
  for (i = 0; i < TAB_TRAINER_TESTS; i++) {
    predict(tab_trainer_test_pictures[i], scores);
    if (tab_trainer_largest(scores) != tab_trainer_largest(tab_trainer_test_scores[i])) failed++;
    for (c = 0; c < TAB_TRAINER_CLASSES; c++) {
      const float difference = fabsf(scores[c] - tab_trainer_test_scores[i][c]);
      const float cost = fabsf(scores[c] - tab_trainer_float_scores[i][c]);
      if (!(difference <= apart)) apart = difference;
      if (!(cost <= from_float)) from_float = cost;
    }
    printf("%d: %s, %.4f\n", i, tab_trainer_class_names[tab_trainer_largest(scores)],
           (double)scores[tab_trainer_largest(scores)]);
  }
  if (!(apart <= TAB_TRAINER_TOLERANCE)) failed++;
  if (!(from_float <= TAB_TRAINER_COST + TAB_TRAINER_TOLERANCE)) failed++;
  printf("%s: scores differ by %g from those that are expected, by %g from those of float32 weights\n",
         failed ? "FAILED" : "passed", (double)apart, (double)from_float);
  return failed ? 1 : 0;
}
