using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>One value after the other, where there are no vectors; also what the tests compare the vectors with.</summary>
[InlineArray(Lanes.Count)]
internal struct ScalarLanes : ILanes<ScalarLanes>
{
    private double _first;

    public static ScalarLanes Broadcast(double value)
    {
        ScalarLanes lanes = default;
        ((Span<double>)lanes).Fill(value);
        return lanes;
    }

    public static ScalarLanes Load<T>(ref readonly T source) where T : unmanaged
    {
        ScalarLanes lanes = default;
        for (int i = 0; i < Lanes.Count; i++)
            lanes[i] = Widening.ToDouble(Unsafe.Add(ref Unsafe.AsRef(in source), i));
        return lanes;
    }

    public static void Store(ScalarLanes lanes, ref double destination)
    {
        for (int i = 0; i < Lanes.Count; i++)
            Unsafe.Add(ref destination, i) = lanes[i];
    }

    public static ScalarLanes RoundToSingle(ScalarLanes lanes)
    {
        for (int i = 0; i < Lanes.Count; i++)
            lanes[i] = (float)lanes[i];
        return lanes;
    }

    public static double Sum(ScalarLanes lanes)
    {
        for (int half = Lanes.Count / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
                lanes[i] += lanes[i + half];
        }

        return lanes[0];
    }

    public static ScalarLanes operator +(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] += right[i];
        return left;
    }

    public static ScalarLanes operator -(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] -= right[i];
        return left;
    }

    public static ScalarLanes operator *(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] *= right[i];
        return left;
    }

    public static ScalarLanes operator /(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] /= right[i];
        return left;
    }

    public static ScalarLanes Max(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < Lanes.Count; i++)
            left[i] = Math.Max(left[i], right[i]);
        return left;
    }

    public static ScalarLanes KeepFirst(ScalarLanes lanes, int count)
    {
        ((Span<double>)lanes)[count..].Clear();
        return lanes;
    }

    public static ScalarLanes WhereFinite(ScalarLanes lanes, ScalarLanes finite, ScalarLanes otherwise)
    {
        for (int i = 0; i < Lanes.Count; i++)
            lanes[i] = double.IsFinite(lanes[i]) ? finite[i] : otherwise[i];
        return lanes;
    }

    public static ScalarLanes Canonical(ScalarLanes lanes)
    {
        for (int i = 0; i < Lanes.Count; i++)
            lanes[i] = CanonicalNaN.Of(lanes[i]);
        return lanes;
    }

    public static ScalarLanes MultiplyAdd(ScalarLanes left, ScalarLanes right, ScalarLanes addend)
    {
        for (int i = 0; i < Lanes.Count; i++)
            addend[i] = Math.FusedMultiplyAdd(left[i], right[i], addend[i]);
        return addend;
    }
}
