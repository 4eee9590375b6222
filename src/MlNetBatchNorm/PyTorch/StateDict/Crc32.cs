namespace MlNetBatchNorm.PyTorch.StateDict;

/// <summary>The checksum of zip entries: CRC-32 as in ISO 3309, polynomial 0xEDB88320 (reflected), over chunks.</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    private uint _state = uint.MaxValue;

    /// <summary>The checksum of all that was appended.</summary>
    public uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            _state = Table[(byte)(_state ^ value)] ^ (_state >> 8);
    }

    private static uint Remainder(int value)
    {
        const uint polynomial = 0xEDB88320;
        uint remainder = (uint)value;
        for (int bit = 0; bit < 8; bit++)
            remainder = (remainder & 1) == 0 ? remainder >> 1 : (remainder >> 1) ^ polynomial;
        return remainder;
    }
}
