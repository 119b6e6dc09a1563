namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Writes files that others may be reading.</summary>
internal static class FileReplacement
{
    /// <summary>Writes a file as a whole: it is there, new or in the place of an old one, once everything is written, and not before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isPrivate">Whether nobody but its owner may read it.</param>
    /// <param name="write">Writes the content.</param>
    internal static async Task WriteAsync(string path, bool isPrivate, Func<Stream, Task> write)
    {
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw CliFailure.Refused($"`{path}` is a directory; name a file");
        if (FileKind.IsSpecial(target))
            throw CliFailure.Refused($"`{path}` is no regular file, and would be replaced by one; name a file, or write to standard output");
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (isPrivate && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (FileStream stream = new(temporary, options))
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Replaces a file as a whole: whoever reads it sees the old content or the new. A link stays one; mode bits stay.</summary>
    internal static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

        // Policy directories leave names out that start with a dot.
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            await File.WriteAllBytesAsync(temporary, content, cancellationToken);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
