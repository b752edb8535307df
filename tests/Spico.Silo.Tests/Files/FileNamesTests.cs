using CsCheck;
using Spico.Silo.Files;

namespace Spico.Silo.Tests.Files;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("Lettre.pdf", "Lettre.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData(@"C:\Users\x\Photo.JPG", "Photo.jpg")]
    [InlineData("a\0b\r\nc.txt", "abc.txt")]
    [InlineData("ordonnance\u202Egpj.exe", "ordonnancegpj.exe")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("COM1.pdf", "_COM1.pdf")]
    [InlineData("a:b|c?.pdf", "a_b_c_.pdf")]
    [InlineData("   ...", "file")]
    [InlineData(".htaccess", "htaccess")]
    [InlineData("e\u0301t\u00E9.pdf", "\u00E9t\u00E9.pdf")]
    [InlineData("..", "file")]
    public void A_name_is_made_safe(string given, string safe) => Assert.Equal(safe, FileNames.Clean(given));

    [Fact]
    public void No_name_leaves_its_folder_or_hides_anything() => Gen.String[0, 300].Sample(given =>
    {
        string safe = FileNames.Clean(given);
        Assert.InRange(safe.Length, 1, FileNames.LengthMax);
        Assert.Equal(safe, Path.GetFileName(safe));
        Assert.DoesNotContain(safe, char.IsControl);
        Assert.NotEqual('.', safe[0]);
        Assert.DoesNotContain('\\', safe);
    });
}
