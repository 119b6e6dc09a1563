using System.Globalization;
using System.Text;
using System.Xml;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyTests;

/// <summary>Writes the JUnit XML that CI servers read: a suite a file, a case a test, a failure with all differences.</summary>
internal static class JUnitReport
{
    private static readonly XmlWriterSettings Settings = new() { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    internal static byte[] Create(PolicyTestOutcome outcome)
    {
        using MemoryStream output = new();
        using (XmlWriter writer = XmlWriter.Create(output, Settings))
            Write(outcome, writer);
        return output.ToArray();
    }

    private static void Write(PolicyTestOutcome outcome, XmlWriter writer)
    {
        writer.WriteStartElement("testsuites");
        writer.WriteAttributeString("name", "governance policy test");
        WriteCounts(outcome.Total, outcome.Failed, writer);
        foreach ((string file, PolicyTestReport report) in outcome.Files)
        {
            writer.WriteStartElement("testsuite");
            writer.WriteAttributeString("name", XmlText.Of(file));
            WriteCounts(report.Results.Length, report.Results.Count(static result => !result.Passed), writer);
            foreach (PolicyTestResult result in report.Results)
                WriteCase(file, result, writer);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteCase(string file, PolicyTestResult result, XmlWriter writer)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("name", XmlText.Of(result.Test.Name));
        writer.WriteAttributeString("classname", XmlText.Of(file));
        writer.WriteAttributeString("file", XmlText.Of(file));
        writer.WriteAttributeString("line", result.Test.Line.ToString(CultureInfo.InvariantCulture));
        if (!result.Passed)
        {
            writer.WriteStartElement("failure");
            writer.WriteAttributeString("message", XmlText.Of(string.Join(", ", result.Differences.Select(static difference => difference.Member).Distinct()) + " not as expected"));
            writer.WriteAttributeString("type", "difference");
            writer.WriteString(XmlText.Of(string.Join('\n', result.Differences)));
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteCounts(int tests, int failures, XmlWriter writer)
    {
        writer.WriteAttributeString("tests", tests.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("failures", failures.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("errors", "0");
        writer.WriteAttributeString("skipped", "0");
    }
}
