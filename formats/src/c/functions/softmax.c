/* Probabilities, of logits divided by the temperature. */
static void tab_trainer_softmax(const float *z, int classes, float temperature, float *scores)
{
  float largest = z[0], sum = 0.0f;
  int i;
  for (i = 1; i < classes; i++) {
    if (z[i] > largest) largest = z[i];
  }
  for (i = 0; i < classes; i++) {
    scores[i] = expf((z[i] - largest) / temperature);
    sum += scores[i];
  }
  for (i = 0; i < classes; i++) scores[i] /= sum;
}
