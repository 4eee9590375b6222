namespace MlNetBatchNorm.Numerics.Resampling;

/// <summary>
/// Which pixels of an axis make each new pixel, and by which weights: Pillow's, to the bit, in fixed point of <see cref="FractionBits"/> bits.
/// Memory is used again when the axis changes.
/// </summary>
/// <remarks>
/// For new pixel i, with scale = source / resized and a support of the filter's radius times max(scale, 1): the center is (i + 0.5) · scale, and
/// the pixels are those within the support of it, rounded (libImaging/Resample.c, precompute_coeffs).
/// </remarks>
internal sealed class ResamplingWeights
{
    /// <summary>Of 32 bits, 8 are a byte's and 2 are left for sums that go beyond a byte, as those of a filter with negative weights do.</summary>
    public const int FractionBits = 22;

    /// <summary>Added to a sum before the bits of the fraction are cut off.</summary>
    public const int Half = 1 << (FractionBits - 1);

    /// <summary>The weights of a new pixel are followed by zeros up to a multiple of this: so many pixels are read at once.</summary>
    public const int TapsAtOnce = 2;

    private AxisMap _axis;
    private ImageInterpolation _interpolation;
    private int[] _first = [];
    private int[] _taps = [];
    private int[] _weights = [];
    private double[] _real = [];
    private int _stride;

    /// <summary>The number of new pixels.</summary>
    public int Count => _axis.Length;

    /// <summary>The first pixel that any new pixel is made of.</summary>
    public int Begin { get; private set; }

    /// <summary>The end of the pixels that any new pixel is made of.</summary>
    public int End { get; private set; }

    /// <summary>The first pixel that a new pixel is made of.</summary>
    public int First(int index) => _first[index];

    /// <summary>The weights of the pixels from the first on.</summary>
    public ReadOnlySpan<int> Weights(int index) => _weights.AsSpan(index * _stride, _taps[index]);

    /// <summary>The weights of the pixels from the first on, and zeros up to a multiple of <see cref="TapsAtOnce"/>.</summary>
    public ReadOnlySpan<int> PaddedWeights(int index) => _weights.AsSpan(index * _stride, Padded(_taps[index]));

    /// <summary>Computes the weights of an axis, unless they are there already.</summary>
    public void Prepare(AxisMap axis, ImageInterpolation interpolation)
    {
        if (axis == _axis && interpolation == _interpolation)
            return;
        (_axis, _interpolation) = (axis, interpolation);
        (Begin, End) = (axis.Source, 0);
        if (interpolation == ImageInterpolation.Nearest || axis.Source == axis.Resized)
            PrepareNearest();
        else
            PrepareFilter();
    }

    /// <summary>
    /// One pixel of weight 1 for each. Its place is found by adding up, as Pillow does, which differs from a multiplication where the sum falls on
    /// a pixel's border.
    /// </summary>
    private void PrepareNearest()
    {
        Reserve(TapsAtOnce);
        double scale = (double)_axis.Source / _axis.Resized;
        double place = scale * 0.5;
        for (int i = 0; i < _axis.Start + _axis.Length; i++, place += scale)
        {
            if (i >= _axis.Start)
                Set(i - _axis.Start, Math.Min((int)place, _axis.Source - 1), [1]);
        }
    }

    private void PrepareFilter()
    {
        double scale = (double)_axis.Source / _axis.Resized;
        double filterScale = Math.Max(scale, 1);
        double support = ResamplingFilter.Radius(_interpolation) * filterScale;
        int most = ((int)Math.Ceiling(support) * 2) + 1;
        Reserve(Padded(most));
        if (_real.Length < most)
            _real = new double[most];
        for (int i = 0; i < _axis.Length; i++)
        {
            double center = (_axis.Start + i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - support + 0.5));
            int end = Math.Min(_axis.Source, (int)(center + support + 0.5));
            Span<double> weights = _real.AsSpan(0, end - first);
            Evaluate(weights, first, center, 1 / filterScale);
            Set(i, first, weights);
        }
    }

    private void Evaluate(Span<double> weights, int first, double center, double inverseScale)
    {
        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = ResamplingFilter.Weight(_interpolation, (k + first - center + 0.5) * inverseScale);
            sum += weights[k];
        }

        if (sum == 0)
            return;
        double inverseSum = 1 / sum;
        foreach (ref double weight in weights)
            weight *= inverseSum;
    }

    private void Reserve(int stride)
    {
        _stride = stride;
        if (_first.Length < _axis.Length)
        {
            _first = new int[_axis.Length];
            _taps = new int[_axis.Length];
        }

        if (_weights.Length < (long)_axis.Length * stride)
            _weights = new int[checked(_axis.Length * stride)];
    }

    private void Set(int index, int first, ReadOnlySpan<double> weights)
    {
        int count = weights.Length;
        _first[index] = _axis.IsMirrored ? _axis.Source - first - count : first;
        _taps[index] = count;
        Begin = Math.Min(Begin, _first[index]);
        End = Math.Max(End, _first[index] + count);
        Span<int> to = _weights.AsSpan(index * _stride, Padded(count));
        to[^1] = 0;
        for (int k = 0; k < count; k++)
        {
            double scaled = weights[_axis.IsMirrored ? count - 1 - k : k] * (1 << FractionBits);
            to[k] = (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
    }

    private static int Padded(int taps) => taps + (taps % TapsAtOnce);
}
