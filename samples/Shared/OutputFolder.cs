namespace Samples;

/// <summary>Where a sample writes to.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder before the work instead of after it, in case it can't be done.</summary>
    /// <exception cref="SampleException">It can't be made.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"Cannot make the folder '{path}': {exception.Message} Give --output another one.");
        }
    }
}
