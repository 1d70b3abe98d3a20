static void tab_trainer_apply(const float *x, int length, tab_trainer_function function, float *y)
{
  int i;
  for (i = 0; i < length; i++) y[i] = function(x[i]);
}
