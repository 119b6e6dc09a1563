using System.Runtime.InteropServices;

namespace Enterprise.Governance.Cli.Hosting;

/// <summary>Tells files from what only looks like one, without opening it: .NET does not say, and opening a pipe waits.</summary>
internal static partial class FileKind
{
    // Of statx(2), whose layout is the same on every architecture.
    private const int CurrentDirectory = -100, ModeOffset = 28, Size = 256;
    private const uint TypeOnly = 1;
    private const int TypeMask = 0xF000, Regular = 0x8000;

    /// <summary>Tells whether there is a device, pipe or socket under a name, or behind the link that has it. Only Linux is asked.</summary>
    internal static bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        byte[] status = new byte[Size];
        return Stat(CurrentDirectory, path, 0, TypeOnly, status) == 0 && (BitConverter.ToUInt16(status, ModeOffset) & TypeMask) != Regular;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int directory, string path, int flags, uint mask, [Out] byte[] status);
}
