namespace SimpleCnn.Layers;

/// <summary>Sees the values of one vector of parameters, which it may change, and the gradient of the loss by them.</summary>
internal delegate void ParameterVisitor(Span<float> values, ReadOnlySpan<float> gradient);
