using System.Runtime.InteropServices;

namespace MlNetBatchNorm.Files;

/// <summary>
/// Opens files that have an end. Opening a pipe waits until somebody writes to it, which may be never, and a device may go on for ever.
/// </summary>
internal static class RegularFile
{
    private const int DefaultBufferSize = 4096;

    /// <summary>What there is at a path, links followed, if it is neither a file nor a folder: a pipe, a socket or a device; null otherwise.</summary>
    public static string? FindOther(string path)
    {
        const int type = 0xF000, file = 0x8000, folder = 0x4000, pipe = 0x1000, socket = 0xC000;
        return ModeOf(path) is not { } mode ? null : (mode & type) switch
        {
            file or folder => null,
            pipe => "a pipe",
            socket => "a socket",
            _ => "a device",
        };
    }

    /// <summary>Opens a file to read, which another process may replace meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferSize">As a <see cref="FileStream"/> takes it.</param>
    /// <exception cref="IOException">It is not a regular file, or cannot be opened.</exception>
    public static FileStream OpenRead(string path, int bufferSize = DefaultBufferSize)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (FindOther(path) is { } other)
            throw new IOException($"'{path}' is {other}, not a regular file. Copy its content to a file first.");
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize);
    }

    /// <summary>The mode of what a path leads to; null where there is nothing, and on Windows, where opening does not wait.</summary>
    private static int? ModeOf(string path)
    {
        // .NET 10 has no public way to tell a pipe from a file without opening it. This is the one that its own File.Exists goes.
        const int length = 256, modeAt = 4;
        Span<byte> status = stackalloc byte[length];
        return !OperatingSystem.IsWindows() && path.Length > 0 && Stat(Path.GetFullPath(path), ref MemoryMarshal.GetReference(status)) == 0
            ? MemoryMarshal.Read<int>(status[modeAt..])
            : null;
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    private static extern int Stat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, ref byte status);
}
