using System.ComponentModel;
using System.Diagnostics;

namespace Enterprise.Governance.Anchoring.Tests.Bundles;

/// <summary>Runs <c>docs/verify/verify_bundle.py</c>, which shares no code with the library.</summary>
internal static class PythonVerifier
{
    internal const string SecretVariable = "TEST_AUDIT_SECRET";

    internal static string FileOf(string name) => Path.Combine(AppContext.BaseDirectory, "Verify", name);

    internal static async Task<PythonAnswer> RunAsync(string? secret, params string[] arguments)
    {
        ProcessStartInfo start = new("python3", [FileOf("verify_bundle.py"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        if (secret is not null)
            start.Environment[SecretVariable] = secret;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new PythonAnswer(process.ExitCode, await output, await error);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("python3 (3.9 or later) is needed to hold the library against the independent verifier; install it", e);
        }
    }
}
