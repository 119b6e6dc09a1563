using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Governance.Anchoring;

/// <summary>Writes files that are there as a whole or not at all, also after the machine has failed.</summary>
internal static partial class DurableFile
{
    internal static async Task ReplaceAsync(string path, string text, CancellationToken cancellationToken)
    {
        string directory = Path.GetDirectoryName(path)!, temporary = TemporaryOf(path);
        Directory.CreateDirectory(directory);
        try
        {
            FileStream stream = Create(temporary);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            FlushDirectory(directory);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Names a file beside another one that nobody else writes.</summary>
    internal static string TemporaryOf(string path) => $"{path}.{RandomNumberGenerator.GetHexString(16)}.tmp";

    /// <summary>Creates a file; a private one is for its owner alone.</summary>
    internal static FileStream Create(string path, bool isPrivate = false)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (isPrivate && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Makes the names in a directory last. .NET opens no directories; Windows has no such call, its file systems keep a journal of names.</summary>
    /// <exception cref="IOException">The system could not.</exception>
    internal static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(path, 0);
        int result = descriptor < 0 ? -1 : Flush(descriptor);
        int error = Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
            _ = Close(descriptor);
        if (result != 0)
            throw new IOException($"the directory `{path}` cannot be flushed to disk (errno {error})");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
