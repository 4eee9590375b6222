using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>One value after the other, for hardware without vectors; the tests compare the vectors with it.</summary>
[InlineArray(Lanes.Count)]
internal struct SixteenScalars : ISixteenDoubles<SixteenScalars>
{
    private double _first;

    public static SixteenScalars Broadcast(double value)
    {
        SixteenScalars lanes = default;
        ((Span<double>)lanes).Fill(value);
        return lanes;
    }

    public static SixteenScalars Load<T>(ref readonly T source) where T : unmanaged
    {
        SixteenScalars lanes = default;
        for (int i = 0; i < Lanes.Count; i++)
            lanes[i] = Widening.ToDouble(Unsafe.Add(ref Unsafe.AsRef(in source), i));
        return lanes;
    }

    public static void Store(SixteenScalars lanes, ref double destination)
    {
        for (int i = 0; i < Lanes.Count; i++)
            Unsafe.Add(ref destination, i) = lanes[i];
    }

    public static SixteenScalars RoundToSingle(SixteenScalars lanes)
    {
        for (int i = 0; i < Lanes.Count; i++)
            lanes[i] = (float)lanes[i];
        return lanes;
    }

    public static double Sum(SixteenScalars lanes)
    {
        for (int half = Lanes.Count / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
                lanes[i] += lanes[i + half];
        }

        return lanes[0];
    }

    public static SixteenScalars operator +(SixteenScalars left, SixteenScalars right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] += right[i];
        return left;
    }

    public static SixteenScalars operator -(SixteenScalars left, SixteenScalars right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] -= right[i];
        return left;
    }

    public static SixteenScalars operator *(SixteenScalars left, SixteenScalars right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] *= right[i];
        return left;
    }

    public static SixteenScalars operator /(SixteenScalars left, SixteenScalars right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] /= right[i];
        return left;
    }

    public static SixteenScalars Max(SixteenScalars left, SixteenScalars right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] = Math.Max(left[i], right[i]);
        return left;
    }

    public static SixteenScalars KeepFirst(SixteenScalars lanes, int count)
    {
        ((Span<double>)lanes)[count..].Clear();
        return lanes;
    }

    public static SixteenScalars WhereFinite(SixteenScalars lanes, SixteenScalars finite, SixteenScalars otherwise)
    {
        for (int i = 0; i < Lanes.Count; i++)
            lanes[i] = double.IsFinite(lanes[i]) ? finite[i] : otherwise[i];
        return lanes;
    }

    public static SixteenScalars Canonical(SixteenScalars lanes)
    {
        for (int i = 0; i < Lanes.Count; i++)
            lanes[i] = CanonicalNaN.Of(lanes[i]);
        return lanes;
    }

    public static SixteenScalars MultiplyAdd(SixteenScalars left, SixteenScalars right, SixteenScalars addend)
    {
        for (int i = 0; i < Lanes.Count; i++)
            addend[i] = Math.FusedMultiplyAdd(left[i], right[i], addend[i]);
        return addend;
    }
}
