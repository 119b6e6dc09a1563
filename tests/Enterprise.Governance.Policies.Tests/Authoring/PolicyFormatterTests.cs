using System.Text;
using CsCheck;
using Enterprise.Governance.Policies.Tests.Evaluation;

namespace Enterprise.Governance.Policies.Tests.Authoring;

public sealed class PolicyFormatterTests
{
    [Fact]
    public void Format_ShortRules_StandOnALineEach() => Check(
        """
        {"policies":[{"effect":{"deny":true},"policy_id":"a","when":{"action":"x","roles_any":["r","s"]}},
          {"policy_id":"b","effect":{}}],"$schema":"../policy.schema.json"}
        """,
        """
        {
          "policies": [
            { "policy_id": "a", "when": { "action": "x", "roles_any": ["r", "s"] }, "effect": { "deny": true } },
            { "policy_id": "b", "effect": {} }
          ],
          "$schema": "../policy.schema.json"
        }
        """);

    [Fact]
    public void Format_LongRule_HasItsHeadOnOneLine() => Check(
        """
        [ { "effect": { "require_approval": true, "set_cost_units": 25 }, "when": { "action": "send_email", "roles_any": ["support_agent", "admin"] },
            "mode": "shadow", "enabled": true, "priority": 90, "phase": ["plan", "exec"], "policy_id": "dsl_approval_email_v1" } ]
        """,
        """
        [
          { "policy_id": "dsl_approval_email_v1", "phase": ["plan", "exec"], "priority": 90, "enabled": true, "mode": "shadow",
            "when": { "action": "send_email", "roles_any": ["support_agent", "admin"] },
            "effect": { "require_approval": true, "set_cost_units": 25 } }
        ]
        """);

    [Fact]
    public void Format_LongCondition_IsBrokenWhereItDoesNotFit() => Check(
        """
        [ { "policy_id": "a", "effect": { "deny": true }, "when": { "any": [ { "action": "a_rather_long_name_of_an_action", "tool": "mcp:some_server" }, { "args": { "customer.address.country": { "in": ["DE", "AT"] } } } ], "not": { "user": "root" } } } ]
        """,
        """
        [
          { "policy_id": "a",
            "when": {
              "any": [
                { "action": "a_rather_long_name_of_an_action", "tool": "mcp:some_server" },
                { "args": { "customer.address.country": { "in": ["DE", "AT"] } } }
              ],
              "not": { "user": "root" }
            },
            "effect": { "deny": true } }
        ]
        """);

    [Fact]
    public void Format_Comments_StayWhereTheyBelong() => Check(
        """
        // The rules of the desk.

        /* All of them. */ [ // first
          { "policy_id": "a", // the id
            // why
            "effect": { "deny": true } /* always */, "priority": 5 }, // behind a


          // before b
          /* and again */ { "policy_id": "b", "effect": { /* nothing */ } },
          { "policy_id": "c", "effect": { "allow": true, }, "when": { "action": [ "x", /* why y */ "y" // last
             , ] } }
          // the end

          // really
        ] // behind
        // after
        """,
        """
        // The rules of the desk.

        /* All of them. */
        [
          // first
          {
            "policy_id": "a", // the id
            "priority": 5,
            // why
            "effect": { "deny": true } /* always */
          }, // behind a

          // before b
          /* and again */
          { "policy_id": "b",
            "effect": {
              /* nothing */
            } },
          { "policy_id": "c",
            "when": {
              "action": [
                "x",
                /* why y */
                "y" // last
              ]
            },
            "effect": { "allow": true } }
          // the end

          // really
        ]
        // behind
        // after
        """);

    [Fact]
    public void Format_ListFormAndSpellings_StayAsTheyAre() => Check(
        """
        [ { "require_approval_actions": [], "deny_actions": ["dangerous:*"], "policy_id": "caf\u00e9", "enabled": false },
          { "policy_id": "n", "when": { "args": { "a\u002eb": { "in": [1e2, 1.0, -0, "\u00e9"] } } }, "effect": { "deny": false } } ]
        """,
        """
        [
          { "policy_id": "caf\u00e9", "enabled": false, "deny_actions": ["dangerous:*"], "require_approval_actions": [] },
          { "policy_id": "n", "when": { "args": { "a.b": { "in": [1e2, 1.0, -0, "\u00e9"] } } }, "effect": { "deny": false } }
        ]
        """);

    [Theory]
    [InlineData("[]", "[]\n")]
    [InlineData("\uFEFF[ ]\r\n", "[]\n")]
    [InlineData("{\"policies\":[]}", "{\n  \"policies\": []\n}\n")]
    [InlineData("[\r\n// none\r\n]", "[\n  // none\n]\n")]
    [InlineData("[] // end", "[]\n// end\n")]
    public void Format_FileWithoutRules_EndsWithOneLineFeed(string file, string expected) => Text(Format(file)).Should().Be(expected);

    [Theory]
    [InlineData(118, false, true)]
    [InlineData(119, false, false)]
    [InlineData(117, true, true)]
    [InlineData(118, true, false)]
    public void Format_WidthOf120_IsTheLimit(int length, bool hasNext, bool fits)
    {
        string rule = """{ "policy_id": "", "effect": { "deny": true } }""";
        rule = rule.Insert(rule.IndexOf("\"\"", StringComparison.Ordinal) + 1, new string('a', length - rule.Length));
        string formatted = Text(Format($"[{rule}{(hasNext ? """, { "policy_id": "b", "effect": {} }""" : "")}]"));
        formatted.Contains($"  {rule}{(hasNext ? "," : "")}\n", StringComparison.Ordinal).Should().Be(fits);
        formatted.Split('\n').Max(static line => line.Length).Should().BeLessThanOrEqualTo(120);
    }

    [Theory]
    [InlineData("samples/Quickstart/policies")]
    [InlineData("samples/ReferenceServer/policies")]
    [InlineData("tests/Enterprise.Governance.Policies.Tests/Scenarios")]
    public void Format_PoliciesOfTheRepository_AreInOurStyle(string directory) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, directory), "*.json", SearchOption.AllDirectories).Where(static file => !PolicyTestSuite.IsTestFile(file))
            .Where(static file => PolicyFormatter.Format(new PolicyFile(file, File.ReadAllBytes(file))).IsChanged).Should().BeEmpty("`governance policy format` changes them");

    [Fact]
    public void Format_BrokenFile_SaysWhatIsWrongAndChangesNothing()
    {
        PolicyFormatResult result = Format("""[ { "policy_id": "a" } ]""");
        result.Errors.Should().ContainSingle().Which.Code.Should().Be("missing_key");
        result.IsChanged.Should().BeFalse();
        Text(result).Should().Be("""[ { "policy_id": "a" } ]""");
    }

    [Fact]
    public void Format_AnyFile_KeepsItsMeaningAndComments_AndIsDoneAtOnce() =>
        Gen.Int[0, int.MaxValue].Sample(
            static seed =>
            {
                Random random = new(seed);
                string file = CommentScatter.Over(new CaseGenerator(seed).Rules("p", 6), random, out int comments);
                string once = Text(Format(file));
                PolicySet.Load(once).GetSet().Version.Should().Be(PolicySet.Load(file).GetSet().Version);
                Enumerable.Range(0, comments).Where(i => !once.Contains($"#{i}#", StringComparison.Ordinal)).Should().BeEmpty();
                Text(Format(once)).Should().Be(once);
            },
            iter: 5_000);

    private static void Check(string file, string expected)
    {
        Text(Format(file)).Should().Be(expected + "\n");
        Format(expected + "\n").IsChanged.Should().BeFalse();
        PolicySet.Load(file).GetSet().Version.Should().Be(PolicySet.Load(expected).GetSet().Version);
    }

    private static PolicyFormatResult Format(string file) => PolicyFormatter.Format(PolicyFile.FromText(file, "p.json"));

    private static string Text(PolicyFormatResult result) => Encoding.UTF8.GetString(result.Utf8Json.Span);
}
