/* Bytes to -1...1: a whole picture, red, green and blue of each pixel. */
static void tab_trainer_pixels(const uint8_t *rgb, int pixels, int channels, float *y)
{
  int i;
  for (i = 0; i < pixels; i++, rgb += 3, y += channels) {
    if (channels == 1) {
      y[0] = (0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2]) / 127.5f - 1.0f;
    } else {
      y[0] = rgb[0] / 127.5f - 1.0f;
      y[1] = rgb[1] / 127.5f - 1.0f;
      y[2] = rgb[2] / 127.5f - 1.0f;
    }
  }
}
