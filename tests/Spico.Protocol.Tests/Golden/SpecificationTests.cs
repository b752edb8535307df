using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Spico.Protocol.V1;

namespace Spico.Protocol.Tests.Golden;

/// <summary>SPEC.md against what it describes.</summary>
public sealed partial class SpecificationTests
{
    private static readonly string Text =
        File.ReadAllText(Path.Combine(GoldenExample.Folder, "..", "SPEC.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Every_example_is_its_golden_file()
    {
        MatchCollection examples = Example().Matches(Text);
        Assert.InRange(examples.Count, 20, 100);
        foreach (Match example in examples)
        {
            string file = Path.Combine(GoldenExample.Folder, example.Groups["file"].Value);
            Assert.True(File.Exists(file), $"{file} is shown in SPEC.md and does not exist.");
            Assert.Equal(File.ReadAllText(file), example.Groups["body"].Value);
        }
    }

    [Fact]
    public void Every_fenced_block_that_is_JSON_or_bytes_is_an_example()
    {
        Assert.Equal(Fence().Count(Text), Example().Count(Text));
    }

    [Theory]
    [InlineData("ErrorCode", "ERROR_CODE_")]
    [InlineData("CloseCode", "CLOSE_CODE_")]
    public void Every_code_is_in_its_table_with_its_number(string type, string prefix)
    {
        EnumDescriptor codes = ErrorReflection.Descriptor.FindTypeByName<EnumDescriptor>(type);
        foreach (EnumValueDescriptor code in codes.Values.Where(code => code.Number != 0))
        {
            string row = string.Create(
                CultureInfo.InvariantCulture, $"| {code.Number} | `{code.Name[prefix.Length..]}` |");
            Assert.Contains(row, Text);
        }
    }

    [Fact]
    public void Every_command_push_fact_and_rpc_is_named()
    {
        IEnumerable<string> fields = new[] { Frame.Descriptor, Command.Descriptor, Push.Descriptor, Fact.Descriptor }
            .SelectMany(message => message.Oneofs[0].Fields).Select(field => field.Name);
        IEnumerable<string> methods = FrameReflection.Descriptor.Dependencies
            .SelectMany(file => file.Services).SelectMany(service => service.Methods).Select(method => method.Name);

        string[] unnamed =
            [.. fields.Concat(methods).Where(name => !Text.Contains($"`{name}`", StringComparison.Ordinal))];
        Assert.Empty(unnamed);
    }

    [GeneratedRegex(@"^```(?:json|hex) (?<file>\S+)\n(?<body>(?:.*\n)*?)```$", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^```(?:json|hex)\b.*$", RegexOptions.Multiline)]
    private static partial Regex Fence();
}
