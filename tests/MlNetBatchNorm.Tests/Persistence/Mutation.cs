using System.Runtime.InteropServices;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>Changes bytes at random, as damage or malice would: bits, bytes, numbers, and, if asked for, the length.</summary>
internal static class Mutation
{
    private static readonly int[] Numbers = [0, 1, -1, int.MaxValue, int.MaxValue - 1, int.MaxValue - 2, int.MinValue, 1 << 20];

    public static byte[] OfContent(byte[] bytes, Random random) => Apply(bytes, random, kinds: 3);

    public static byte[] OfContentAndLength(byte[] bytes, Random random) => Apply(bytes, random, kinds: 6);

    private static byte[] Apply(byte[] bytes, Random random, int kinds)
    {
        List<byte> changed = [.. bytes];
        for (int count = random.Next(1, 5); count > 0; count--)
            ApplyOne(changed, random.Next(changed.Count), random, random.Next(kinds));
        return [.. changed];
    }

    private static void ApplyOne(List<byte> bytes, int at, Random random, int kind)
    {
        Span<byte> rest = CollectionsMarshal.AsSpan(bytes)[at..];
        int length = Math.Min(random.Next(1, 9), rest.Length);
        switch (kind)
        {
            case 0:
                rest[0] = (byte)random.Next(256);
                break;
            case 1:
                rest[0] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when rest.Length >= sizeof(int):
                BitConverter.TryWriteBytes(rest, Numbers[random.Next(Numbers.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at + 1, length - 1);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                bytes.RemoveRange(at + 1, rest.Length - 1);
                break;
        }
    }
}
