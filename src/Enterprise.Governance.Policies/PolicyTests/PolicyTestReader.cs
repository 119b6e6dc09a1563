using System.Collections.Immutable;
using System.Text.Json;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.Reading;

namespace Enterprise.Governance.Policies.PolicyTests;

/// <summary>Reads test files, and collects every problem on the way. One use, one thread.</summary>
internal sealed partial class PolicyTestReader(string? file, ICollection<SourceDiagnostic> errors) : ValueReader(errors)
{
    private readonly Dictionary<string, SourceNode> _names = new(StringComparer.Ordinal);

    /// <summary>Reads the root of a test file. What comes back beside an error is void.</summary>
    internal PolicyTestDocument? Read(SourceNode root)
    {
        if (!Expect(root, JsonValueKind.Object, "a test file", "write `{\"tests\": [ … ]}`"))
            return null;
        CheckKeys(root, PolicyTestKeys.File);
        ReadSchema(root);
        ImmutableArray<SourceNode> files = ReadFiles(root.Find("files"));
        SourceNode? policies = root.Find("policies");
        PolicySetOptions? options = root.Find("default_effect") is { } defaultEffect ? PolicySetOptions.Read(defaultEffect, Errors) : PolicySetOptions.Default;
        return new PolicyTestDocument(files, policies, options ?? PolicySetOptions.Default, ReadTests(root));
    }

    private ImmutableArray<SourceNode> ReadFiles(SourceNode? node)
    {
        if (node is null || !ExpectList(node, "`files`", "name a policy file, or leave `files` out"))
            return [];
        return [.. node.Items.Where(item => ReadText(item, "a file name") is not null)];
    }

    private ImmutableArray<PolicyTest> ReadTests(SourceNode root)
    {
        if (root.Find("tests") is not { } node)
        {
            Errors.Add(root.Problem("missing_key", "the file has no `tests`", "write `\"tests\": [ … ]`"));
            return [];
        }

        return ExpectList(node, "`tests`", "write a test, or remove the file") ? [.. node.Items.Select(ReadTest).OfType<PolicyTest>()] : [];
    }

    private PolicyTest? ReadTest(SourceNode node)
    {
        if (!Expect(node, JsonValueKind.Object, "a test", "write `{\"name\": …, \"request\": …, \"expect\": …}`"))
            return null;
        CheckKeys(node, PolicyTestKeys.Test);
        string name = ReadName(node);
        ImmutableArray<PolicyRequest> requests = ReadRequests(node);
        return new PolicyTest(name, file, node.Line, node.Column, requests, ReadExpected(node));
    }

    private string ReadName(SourceNode test)
    {
        if (test.Find("name") is not { } node)
            Errors.Add(test.Problem("missing_key", "the test has no `name`", "say in a few words what it shows"));
        else if (ReadText(node, "`name`") is { } name)
        {
            if (!_names.TryAdd(name, node))
                Errors.Add(node.Problem("duplicate_name", $"the name `{name}` is given twice", $"the first is at line {_names[name].Line}; say what is different here"));
            return name;
        }

        return "";
    }

    private ImmutableArray<PolicyRequest> ReadRequests(SourceNode test)
    {
        SourceNode? one = test.Find("request"), several = test.Find("requests");
        if (one is not null && several is not null)
            Errors.Add(NameOf(test, "requests").NameProblem("mixed_forms", "`requests` stands beside `request`", "put all of them into `requests`"));
        else if (one is not null)
            return [PolicyRequestReader.Read(one, Errors)];
        else if (several is null)
            Errors.Add(test.Problem("missing_key", "the test has no `request`", "write `\"request\": {\"action\": …}`, or `requests` with a list"));
        else if (ExpectList(several, "`requests`", "write a request"))
            return [.. several.Items.Select(item => PolicyRequestReader.Read(item, Errors))];
        return [];
    }
}
