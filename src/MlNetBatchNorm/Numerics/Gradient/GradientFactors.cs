namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>
/// The factors of <c>dx = a * (dy - dyMean) + (b * (x - xMean) + d)</c>, one of each per channel; for interleaved channels they are repeated.
/// The means are subtracted first, because <c>dx</c> may be much smaller than the terms that it is the difference of.
/// </summary>
internal sealed class GradientFactors(int channels)
{
    private readonly double[] _xMean = new double[channels];
    private readonly double[] _dyMean = new double[channels];
    private readonly double[] _a = new double[channels];
    private readonly double[] _b = new double[channels];

    /// <summary>The mean of the input.</summary>
    public float[] XMean { get; private set; } = new float[channels];

    /// <summary>The mean of the output's gradients.</summary>
    public float[] DyMean { get; private set; } = new float[channels];

    /// <summary>What the gradients less their mean are multiplied by.</summary>
    public float[] A { get; private set; } = new float[channels];

    /// <summary>What the input less its mean is multiplied by.</summary>
    public float[] B { get; private set; } = new float[channels];

    /// <summary>What rounding takes from the two means, as it would show in the result.</summary>
    public float[] D { get; private set; } = new float[channels];

    /// <summary>Sets the factors of one channel.</summary>
    public void Set(int channel, double xMean, double dyMean, double a, double b)
    {
        (_xMean[channel], _dyMean[channel], _a[channel], _b[channel]) = (xMean, dyMean, a, b);
        XMean[channel] = (float)xMean;
        DyMean[channel] = (float)dyMean;
        A[channel] = (float)a;
        B[channel] = (float)b;
        double d = (a * (DyMean[channel] - dyMean)) + (b * (XMean[channel] - xMean));
        D[channel] = double.IsFinite(d) ? (float)d : 0;
    }

    /// <summary>One value in double precision.</summary>
    public float Map(int channel, float x, float dy) =>
        CanonicalNaN.Of((float)Math.FusedMultiplyAdd(_a[channel], dy - _dyMean[channel], _b[channel] * (x - _xMean[channel])));

    /// <summary>Repeats the factors up to <paramref name="period"/> of each.</summary>
    public void Repeat(int period)
    {
        XMean = Periodic.Extend(XMean, channels, period);
        DyMean = Periodic.Extend(DyMean, channels, period);
        A = Periodic.Extend(A, channels, period);
        B = Periodic.Extend(B, channels, period);
        D = Periodic.Extend(D, channels, period);
    }
}
