/* The mean of each channel. */
static void tab_trainer_mean(const float *x, int pixels, int channels, float *y)
{
  int i, c;
  for (c = 0; c < channels; c++) {
    float sum = 0.0f;
    for (i = 0; i < pixels; i++) sum += x[i * channels + c];
    y[c] = sum / (float)pixels;
  }
}
