using System.Text;
using Enterprise.Governance.Anchoring.Tests.Anchors;

namespace Enterprise.Governance.Anchoring.Tests.Bundles;

/// <summary>The example of <c>docs/verify</c>: the golden files of <c>governance-bundle/v1</c>, kept for ever.</summary>
public sealed class ExampleTests
{
    [Fact]
    public async Task Example_IsWhatTheLibraryWrites_ByteForByte()
    {
        await using BundledRun run = await BundledRun.CreateAsync();

        (byte[] bundle, byte[] personal, _) = await run.BundleAsync();

        Encoding.UTF8.GetString(bundle).Should().Be(await ReadAsync("example.bundle.jsonl"));
        Encoding.UTF8.GetString(personal).Should().Be(await ReadAsync("example.personal.jsonl"));
    }

    [Fact]
    public async Task Example_Holds_ByTheLibraryAndByThePythonVerifier()
    {
        byte[] bundle = Encoding.UTF8.GetBytes(await ReadAsync("example.bundle.jsonl")), personal = Encoding.UTF8.GetBytes(await ReadAsync("example.personal.jsonl"));

        (await BundledRun.VerifyAsync(bundle, AnchoredDatabase.Ring, personal)).Ok.Should().BeTrue();
        PythonAnswer answer = await PythonVerifier.RunAsync(
            AnchoredDatabase.Secret, PythonVerifier.FileOf("example.bundle.jsonl"), "--key", BundledRun.Key.ToString(), "--personal", PythonVerifier.FileOf("example.personal.jsonl"), "--secret", PythonVerifier.SecretVariable);

        answer.Should().Be(new PythonAnswer(0, "holds: run 'run-\\xe9\\u2028\\U0001f600/\"7\"', 5 events\n  checkpoint of 'example.com/governance', size 3, signed by 'example.com/governance+aa249818'\n", ""));
    }

    [Fact]
    public async Task Readme_HasTheKeyAndTheSecretOfTheExample() =>
        (await ReadAsync("README.md")).Should().Contain(BundledRun.Key.ToString()).And.Contain(AnchoredDatabase.Secret);

    private static Task<string> ReadAsync(string name) => File.ReadAllTextAsync(PythonVerifier.FileOf(name));
}
