namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>A file of any length without its memory: pieces at their places, and spaces everywhere else.</summary>
internal sealed class PaddedStream(long length, params (long At, byte[] Content)[] pieces) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Clamp(length - Position, 0, buffer.Length);
        buffer[..count].Fill((byte)' ');
        foreach ((long at, byte[] content) in pieces)
        {
            long from = Math.Max(at, Position);
            long to = Math.Min(at + content.Length, Position + count);
            if (from < to)
                content.AsSpan((int)(from - at), (int)(to - from)).CopyTo(buffer[(int)(from - Position)..]);
        }

        Position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
