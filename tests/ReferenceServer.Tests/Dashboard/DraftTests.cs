using ReferenceServer.Dashboard.Policies;
using ReferenceServer.Dashboard.Runs;
using ReferenceServer.Dashboard.Sessions;

namespace ReferenceServer.Tests.Dashboard;

/// <summary>What people type into the dashboard's forms.</summary>
public sealed class DraftTests
{
    [Fact]
    public void NewRun_ThatIsSound_IsASubmission()
    {
        NewRunDraft draft = new() { Message = " handbook: refunds \n", Title = " A title ", Tags = "vip, , support " };

        (ReferenceServer.Runs.RunSubmission? submission, Dictionary<string, string[]> problems) = draft.Read();

        problems.Should().BeEmpty();
        (submission!.Message, submission.Title, submission.Plan).Should().Be(("handbook: refunds", "A title", null));
        submission.Tags.Should().Equal("vip", "support");
    }

    [Fact]
    public void NewRun_OfEveryExample_IsSound()
    {
        foreach (NewRunExample example in NewRunExample.All)
        {
            NewRunDraft draft = new() { Message = example.Message, Plan = example.Plan ?? "", IsPlan = example.Plan is not null };

            (ReferenceServer.Runs.RunSubmission? submission, _) = draft.Read();

            submission.Should().NotBeNull(example.Name);
            (submission!.Plan is not null).Should().Be(example.Plan is not null);
            if (example.Plan is null)
                ReferenceServer.Planning.TaskLanguage.Parse(example.Message).Problem.Should().BeNull(example.Name);
        }
    }

    [Theory]
    [InlineData("", "{\"steps\":[{\"action\":\"a\",\"tool\":\"t\",\"args\":{}}]}", "", "message")]
    [InlineData("x", "", "", "plan")]
    [InlineData("x", "{\"steps\":[]}", "", "plan")]
    [InlineData("x", "{\"steps\":[{\"action\":\"a\",\"tool\":\"t\",\"args\":[]}]}", "", "plan")]
    [InlineData("x", "{\"steps\":[{\"action\":\"a\",\"tool\":\"t\",\"args\":{}}]}", "012345678901234567890123456789012345678901234567890", "tags")]
    public void NewRun_ThatIsWrong_NamesTheField(string message, string plan, string tags, string field)
    {
        (ReferenceServer.Runs.RunSubmission? submission, Dictionary<string, string[]> problems) = new NewRunDraft { Message = message, IsPlan = true, Plan = plan, Tags = tags }.Read();

        submission.Should().BeNull();
        problems.Should().ContainSingle().Which.Key.Should().Be(field);
    }

    [Fact]
    public void NewRun_WithABrokenPlan_SaysTheLine() =>
        new NewRunDraft { Message = "x", IsPlan = true, Plan = "{\"steps\":\n [oops]}" }.Read().Problems["plan"].Single().Should().StartWith("is no plan: see line 2, column 3");

    [Fact]
    public void Simulation_ThatIsSound_IsARequest()
    {
        (Enterprise.Governance.Policies.PolicyRequest? request, Dictionary<string, string> problems) = new SimulationDraft { Action = " refund ", Tool = "", User = "ann", Roles = "a, b", Args = "" }.Read();

        problems.Should().BeEmpty();
        (request!.Value.Action, request.Value.Tool, request.Value.User, request.Value.Phase).Should().Be(("refund", null, "ann", "exec"));
        request.Value.Roles.Should().Equal("a", "b");
    }

    [Theory]
    [InlineData("a", "[1]", "args", "must be a JSON object")]
    [InlineData("a", "{\n\"x\":}", "args", "are no JSON: see line 2, column 5")]
    [InlineData(" ", "{}", "action", "must be named, such as `send_email`")]
    public void Simulation_ThatIsWrong_NamesTheField(string action, string args, string field, string problem) =>
        new SimulationDraft { Action = action, Args = args }.Read().Problems.Should().Equal(new Dictionary<string, string> { [field] = problem });

    [Theory]
    [InlineData("/run/1?x=y", "/run/1?x=y")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("evil", "/")]
    public void Return_LeadsNowhereElse(string? asked, string page) => ReturnAddress.Local(asked).Should().Be(page);
}
