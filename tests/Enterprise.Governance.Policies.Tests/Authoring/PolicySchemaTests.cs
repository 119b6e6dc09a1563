using System.Text.Json;
using CsCheck;
using Enterprise.Governance.Policies.Tests.Evaluation;

namespace Enterprise.Governance.Policies.Tests.Authoring;

public sealed class PolicySchemaTests
{
    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = true, MaxDepth = 256 };
    private static readonly string s_tests = Path.Combine(RepositoryFiles.Root, "tests", "Enterprise.Governance.Policies.Tests");
    private static readonly SchemaValidator s_policies = new(JsonDocument.Parse(PolicySchema.OfPolicies()).RootElement);
    private static readonly SchemaValidator s_policyTests = new(JsonDocument.Parse(PolicySchema.OfPolicyTests()).RootElement);

    // A schema is about JSON that could be read.
    private static readonly string[] s_unreadable = ["json_syntax", "not_utf8", "lone_surrogate"];

    // What a schema cannot tell: what is given twice, how deep a rule is, how a number is written, and that ids become longer in normal form.
    private static readonly string[] s_beyondSchema = ["duplicate_key", "duplicate_policy_id", "too_deep", "not_whole", "not_canonical"];
    private static readonly string[] s_filesBeyondSchema = ["cost-exponent.json", "id-too-long-for-list-form.json"];

    [Theory]
    [InlineData("policy")]
    [InlineData("policytest")]
    public void Document_IsTheCommittedFile(string name) =>
        File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", name + ".schema.json"))
            .Should().Be(name == "policy" ? PolicySchema.OfPolicies() : PolicySchema.OfPolicyTests(), "`governance policy schema` writes it");

    [Fact]
    public void Policies_EveryPolicyFileOfTheRepository_IsValid()
    {
        string[] files =
        [
            .. new[] { "samples/Quickstart/policies", "samples/ReferenceServer/policies", "tests/Enterprise.Governance.Policies.Tests/Scenarios" }
                .SelectMany(static directory => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, directory), "*.json", SearchOption.AllDirectories)),
        ];
        files.Count(PolicyTestSuite.IsTestFile).Should().BeGreaterThan(20);
        files.Should().OnlyContain(static file => (PolicyTestSuite.IsTestFile(file) ? s_policyTests : s_policies).IsValid(Read(file)));
    }

    [Theory]
    [InlineData("policy-language.md")]
    [InlineData("policy-cookbook.md")]
    public void PolicyTests_EveryBlockOfAPage_IsValid(string page) =>
        DocumentedPolicies.Read(page).Where(static block => !s_policyTests.IsValid(JsonDocument.Parse(block.Text, s_options).RootElement)).Select(static block => block.Line).Should().BeEmpty();

    [Fact]
    public void Policies_WhateverLoads_IsValid() =>
        Gen.Int[0, int.MaxValue].Sample(static seed => s_policies.IsValid(JsonDocument.Parse(new CaseGenerator(seed).Rules("p", 6)).RootElement), iter: 2_000);

    [Fact]
    public void Policies_NormalForms_AreValidButForTheTenant() =>
        Gen.Int[0, int.MaxValue].Sample(
            static seed => s_policies.IsValid(JsonDocument.Parse(PolicySet.Load(new CaseGenerator(seed).Rules("p", 6)).GetSet().Document).RootElement.GetProperty("rules")), iter: 500);

    public static TheoryData<string> BrokenFiles() =>
        [.. Directory.EnumerateFiles(Path.Combine(s_tests, "Broken"), "*.json").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void Policies_BrokenFile_IsInvalidWhereASchemaCanTell(string file)
    {
        string path = Path.Combine(s_tests, "Broken", file);
        string[] codes = [.. PolicySet.Load([new PolicyFile(file, File.ReadAllBytes(path))]).Errors.Select(static error => error.Code)];
        if (codes.Except(s_beyondSchema).Any() && !codes.Intersect(s_unreadable).Any() && !s_filesBeyondSchema.Contains(file))
            s_policies.IsValid(Read(path)).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{ "tests": [ { "name": "a", "request": { "action": "x" }, "expect": { "effect": "deny" } } ] }""", true)]
    [InlineData("""{ "policies": [ { "policy_id": "p", "effect": {} } ], "default_effect": { "*": "deny", "plan": "allow" }, "tests": [ { "name": "a", "requests": [ { "action": "x", "tool": null, "roles": [] } ], "expect": { "cost_units": null } } ] }""", true)]
    [InlineData("""{ "tests": [ ] }""", false)]
    [InlineData("""{ "tests": [ { "name": "a", "request": { "action": "x" }, "requests": [ { "action": "x" } ], "expect": { "effect": "deny" } } ] }""", false)]
    [InlineData("""{ "tests": [ { "name": "a", "expect": { "effect": "deny" } } ] }""", false)]
    [InlineData("""{ "tests": [ { "name": "a", "request": { "action": "x" }, "expect": { } } ] }""", false)]
    [InlineData("""{ "tests": [ { "name": "a", "request": { "action": "x" }, "expect": { "effect": "denied" } } ] }""", false)]
    [InlineData("""{ "tests": [ { "name": "a", "request": { "acton": "x" }, "expect": { "effect": "deny" } } ] }""", false)]
    [InlineData("""{ "default_effect": { "pl*n": "deny" }, "tests": [ { "name": "a", "request": { "action": "x" }, "expect": { "effect": "deny" } } ] }""", false)]
    [InlineData("""{ "policies": [ { "policy_id": "p" } ], "tests": [ { "name": "a", "request": { "action": "x" }, "expect": { "effect": "deny" } } ] }""", false)]
    public void PolicyTests_AreValidAsTheReaderReadsThem(string json, bool valid)
    {
        s_policyTests.IsValid(JsonDocument.Parse(json).RootElement).Should().Be(valid);
        if (json.Contains("\"policies\"", StringComparison.Ordinal))
            PolicyTestSuite.Load(json).IsLoaded.Should().Be(valid);
    }

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllText(path), s_options).RootElement;
}
