using System.Security.Cryptography;
using SkiaSharp;
using Spico.Silo.Syntheses.Pdf;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace Spico.Silo.Tests.Syntheses;

public sealed class PdfUpdateTests
{
    public static TheoryData<int, int> Shapes => new() { { 0, 1 }, { 1, 1 }, { 3, 7 }, { 12, 40 } };

    [Theory, MemberData(nameof(Shapes))]
    public void Attached_files_are_found_again_byte_for_byte_and_no_page_is_lost(int files, int pages)
    {
        (string Name, byte[] Bytes)[] attached =
        [
            .. Enumerable.Range(0, files).Select(index => (
                $"{index} - Été (copie) \\ n°{index}.pdf", RandomNumberGenerator.GetBytes(index * 70_001))),
        ];

        byte[] written = SampleSynthesis.Write(output =>
        {
            Draw(output, pages);
            PdfUpdate update = PdfUpdate.Begin(output);
            foreach ((string name, byte[] bytes) in attached)
            {
                update.Attach(
                    new PdfAttachment(name, "application/pdf", bytes.Length, "Supplement"),
                    destination => destination.Write(bytes));
            }

            update.End();
        });

        using PdfDocument pdf = PdfDocument.Open(written);
        Assert.Equal(pages, pdf.NumberOfPages);
        pdf.Advanced.TryGetEmbeddedFiles(out IReadOnlyList<EmbeddedFile>? found);
        Assert.Equal(attached.Select(file => file.Name), (found ?? []).Select(file => file.FileSpecification));
        Assert.Equal(attached.Select(file => file.Bytes), (found ?? []).Select(file => file.Bytes.ToArray()));
    }

    [Fact]
    public void What_was_written_before_is_not_touched()
    {
        byte[] before = SampleSynthesis.Write(output => Draw(output, 2));
        byte[] after = SampleSynthesis.Write(output =>
        {
            output.Write(before);
            PdfUpdate.Begin(output).End();
        });

        Assert.Equal(before, after[..before.Length]);
    }

    [Fact]
    public void A_file_of_another_length_than_was_said_and_a_document_of_another_kind_are_defects()
    {
        Assert.Throws<InvalidDataException>(() => SampleSynthesis.Write(output =>
        {
            Draw(output, 1);
            PdfUpdate.Begin(output).Attach(new PdfAttachment("a", "text/plain", 3, "Data"), to => to.WriteByte(1));
        }));
        Assert.Throws<InvalidDataException>(() => SampleSynthesis.Write(output =>
        {
            output.Write("%PDF-1.7 and nothing else"u8);
            PdfUpdate.Begin(output);
        }));
    }

    private static void Draw(Stream output, int pages)
    {
        using SKDocument document = SKDocument.CreatePdf(output);
        for (int i = 0; i < pages; i++)
        {
            using SKCanvas canvas = document.BeginPage(200, 200);
            document.EndPage();
        }

        document.Close();
    }
}
