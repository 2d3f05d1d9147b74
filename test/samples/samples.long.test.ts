import { trainsAgain, type Training } from './trained-again.ts';

const TRAININGS: Training[] = [
  {
    name: 'iris',
    says: /9\d\.\d% of 30 held-out flowers are recognised/,
    heldOut: 30,
    data: [
      'from sklearn.datasets import load_iris',
      'iris, (measurements, species) = load_iris(), train.read_flowers()',
      'print((iris.data == measurements).all() and (iris.target_names[iris.target] == species).all())',
    ],
  },
  {
    name: 'students',
    // The noise in the rule is 3.2 points on average.
    says: /the grades of 80 held-out students are met to 3\.\d points on average/,
    heldOut: 80,
    data: [
      'import make_data, tempfile',
      'sys.argv[1:] = ["--out", tempfile.mkdtemp()]; make_data.main.__globals__["print"] = lambda _: None',
      'make_data.main(); made = make_data.Path(sys.argv[2], "students.csv")',
      'print(made.read_bytes() == (make_data.HERE / made.name).read_bytes())',
    ],
  },
  {
    name: 'digits',
    says: /9[678]\.\d% of 360 held-out images are read/,
    heldOut: 360,
    data: [
      'from sklearn.datasets import load_digits',
      'digits, (images, labels) = load_digits(), train.read_images()',
      'print((digits.images == images).all() and (digits.target == labels).all())',
    ],
  },
];

TRAININGS.forEach(trainsAgain);
