namespace SimpleCnn.Experiments;

/// <summary>What one layer learned.</summary>
/// <param name="Weight">γ of each channel.</param>
/// <param name="Bias">β of each channel.</param>
internal sealed record AffineValues(float[] Weight, float[] Bias);
