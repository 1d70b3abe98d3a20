/* Batch normalisation: of each channel times a scale, plus a shift. */
static void tab_trainer_scale_shift(const float *x, int pixels, int channels, const float *scale, const float *shift,
                                    tab_trainer_function function, float *y)
{
  int i, c;
  for (i = 0; i < pixels; i++) {
    for (c = 0; c < channels; c++) {
      const float value = scale[c] * *x++ + shift[c];
      *y++ = function ? function(value) : value;
    }
  }
}
