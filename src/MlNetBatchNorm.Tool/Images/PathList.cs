using System.Text;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>Text files with one path per line; they may also come from a pipe.</summary>
internal static class PathList
{
    /// <summary>The longest path of any system.</summary>
    private const int MaxLength = 32767;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines that are not blank, without spaces around them.</summary>
    /// <exception cref="ToolException">It is not such a file.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        using var reader = new StreamReader(path, Strict);
        try
        {
            return [.. Lines(path, reader).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (DecoderFallbackException)
        {
            throw NotAList(path, "it has bytes that are not UTF-8 text");
        }
    }

    private static IEnumerable<string> Lines(string path, StreamReader reader)
    {
        var line = new StringBuilder();
        for (int character = reader.Read(); character >= 0; character = reader.Read())
        {
            if (character == 0)
                throw NotAList(path, "it has NUL characters, as find -print0 writes them, and other files than text");
            if (character is not ('\n' or '\r'))
            {
                if (line.Append((char)character).Length > MaxLength)
                    throw NotAList(path, $"it has a line of more than {MaxLength} characters");
                continue;
            }

            yield return line.ToString();
            line.Clear();
        }

        yield return line.ToString();
    }

    private static ToolException NotAList(string path, string why) =>
        new($"'{path}' is not a list of images: {why}. Give a folder of images, or a text file with one path per line.", ExitCodes.Usage);
}
