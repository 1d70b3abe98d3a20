/* sgn(x) |x|^power, so scaled that the channels of a pixel have a mean square of 1. */
static void tab_trainer_power_norm(const float *x, int pixels, int channels, float power, float *y)
{
  int i, c;
  for (i = 0; i < pixels; i++, x += channels, y += channels) {
    float squares = 0.0f;
    for (c = 0; c < channels; c++) {
      const float size = power == 0.5f ? sqrtf(fabsf(x[c])) : powf(fabsf(x[c]), power);
      y[c] = x[c] < 0.0f ? -size : size;
      squares += size * size;
    }
    squares = sqrtf(squares / (float)channels + 1e-12f);
    for (c = 0; c < channels; c++) y[c] /= squares;
  }
}
