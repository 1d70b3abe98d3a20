/* The largest value of each window and channel. */
static void tab_trainer_max_pool(const float *x, const struct tab_trainer_window *w, float *y)
{
  int row, col, c, u, v;
  for (row = 0; row < w->rows; row++) {
    for (col = 0; col < w->cols; col++) {
      for (c = 0; c < w->channels; c++) {
        const float *first = x + (row * w->stride * w->width + col * w->stride) * w->channels + c;
        float best = *first;
        for (u = 0; u < w->size; u++) {
          for (v = 0; v < w->size; v++) {
            const float value = first[(u * w->width + v) * w->channels];
            if (value > best) best = value;
          }
        }
        *y++ = best;
      }
    }
  }
}
