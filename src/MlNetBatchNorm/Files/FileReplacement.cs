namespace MlNetBatchNorm.Files;

/// <summary>
/// A file that is written beside the one that it replaces, flushed, and then moved to its place in one step: the path always has the complete old
/// or new file, even after an error or a kill.
/// </summary>
internal sealed class FileReplacement : IDisposable
{
    /// <summary>Of the file's own name, in that of the temporary one, which may not be too long where the other is not.</summary>
    private const int MaxNameLength = 32;

    private readonly string _target;
    private readonly string _temporary;
    private readonly FileStream _stream;

    private FileReplacement(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (RegularFile.FindOther(path) is { } other)
            throw new IOException($"It is {other}, not a regular file.");
        if (Path.EndsInDirectorySeparator(path))
            throw new DirectoryNotFoundException();
        _target = FinalPath.Of(path);
        CheckExisting(_target);
        string name = Path.GetFileName(_target);
        _temporary = Path.Combine(
            Path.GetDirectoryName(_target)!, $"{name[..Math.Min(name.Length, MaxNameLength)]}.{Path.GetRandomFileName()[..8]}.tmp");
        _stream = Create(_temporary);
    }

    /// <summary>The permissions of the file that is replaced; null where there is none, or no such permissions.</summary>
    private UnixFileMode? Mode => !OperatingSystem.IsWindows() && File.Exists(_target) ? File.GetUnixFileMode(_target) : null;

    /// <summary>Replaces a file, or makes one. A link's target is what is replaced, and keeps its permissions.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It cannot be written; what was there is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, because of permissions.</exception>
    public static void Write(string path, Action<Stream> write) => Explain(path, () =>
    {
        using var replacement = new FileReplacement(path);
        write(replacement._stream);
        replacement.Commit();
    });

    /// <summary>Finds out before long work whether a file can be written after it: makes the file beside, and removes it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, because of permissions.</exception>
    public static void Check(string path) => Explain(path, () => new FileReplacement(path).Dispose());

    public void Dispose()
    {
        try
        {
            // Writes what is in its buffer, which may fail as all before.
            _stream.Dispose();
        }
        finally
        {
            File.Delete(_temporary);
        }
    }

    private void Commit()
    {
        KeepMode();
        // Or the name may be on the disk before the content is.
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporary, _target, overwrite: true);
    }

    /// <summary>A file that may not be written to may not be replaced either, nor may a folder; a name that is too long shows too.</summary>
    private static void CheckExisting(string target)
    {
        try
        {
            File.OpenHandle(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (FileNotFoundException)
        {
        }
    }

    /// <summary>Never more permissions than the file that is replaced has; fewer, until <see cref="KeepMode"/>, where the umask takes some away.</summary>
    private FileStream Create(string temporary)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && Mode is { } mode)
            options.UnixCreateMode = mode;
        return new FileStream(temporary, options);
    }

    private void KeepMode()
    {
        if (!OperatingSystem.IsWindows() && Mode is { } mode && File.GetUnixFileMode(_stream.SafeFileHandle) != mode)
            File.SetUnixFileMode(_stream.SafeFileHandle, mode);
    }

    private static void Explain(string path, Action action)
    {
        try
        {
            action();
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new DirectoryNotFoundException($"'{path}' cannot be written: its folder does not exist.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnauthorizedAccessException($"'{path}' cannot be written, and nothing was changed: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new IOException($"'{path}' cannot be written, and nothing was changed: {exception.Message}", exception) { HResult = exception.HResult };
        }
        catch (ArgumentOutOfRangeException exception)
        {
            // So .NET reports EFBIG, for a quota of the process or the limit of a file system.
            throw new IOException($"'{path}' cannot be written, and nothing was changed: it would be larger than the system allows.", exception);
        }
    }
}
