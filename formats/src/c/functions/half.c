/* Outputs of a network that learned targets of -1 and 1 as scores; a single one is that of the first of two classes. */
static void tab_trainer_half(const float *y, int outputs, float *scores)
{
  int i;
  for (i = 0; i < outputs; i++) {
    const float score = (y[i] + 1.0f) / 2.0f;
    scores[i] = score < 0.0f ? 0.0f : score > 1.0f ? 1.0f : score;
  }
  if (outputs == 1) scores[1] = 1.0f - scores[0];
}
